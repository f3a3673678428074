namespace ChatBot.Web.Localization;

/// <summary>The time zones that browsers tell of.</summary>
internal static class TimeZones
{
    /// <summary>The zone of a name, such as <c>Europe/Berlin</c>; null where there is no name, or none of that name.</summary>
    public static TimeZoneInfo? Find(string? name) => name is not null && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;
}
