using System.Globalization;
using ChatBot.Web.Conversations;
using ChatBot.Web.Localization;

namespace ChatBot.Web.Components.History;

/// <summary>Chats that stand under one heading.</summary>
/// <param name="Title">The heading, such as "Yesterday".</param>
/// <param name="Chats">The chats, in the order in which they were given.</param>
internal sealed record ChatGroup(string Title, IReadOnlyList<ChatSummary> Chats);

/// <summary>Puts a list of chats under headings as a person remembers them: pinned, today, yesterday, then by longer stretches.</summary>
internal static class DateGroups
{
    private const int Week = 7;
    private const int Month = 30;

    /// <summary>Groups a list. The order is kept, so that a list that goes on joins what is above it.</summary>
    /// <param name="chats">Pinned ones first, then by time, newest first.</param>
    /// <param name="now">The time.</param>
    /// <param name="zone">Where the reader is: days begin at their midnight.</param>
    public static IReadOnlyList<ChatGroup> Of(IEnumerable<ChatSummary> chats, DateTimeOffset now, TimeZoneInfo zone)
    {
        var today = Day(now, zone);
        List<ChatGroup> groups = [];
        foreach (var group in chats.GroupBy(chat => chat.IsPinned ? Strings.History_Pinned : Title(Day(chat.UpdatedAt, zone), today)))
            groups.Add(new(group.Key, [.. group]));
        return groups;
    }

    private static string Title(DateOnly day, DateOnly today) => (today.DayNumber - day.DayNumber) switch
    {
        <= 0 => Strings.History_Today,
        1 => Strings.History_Yesterday,
        <= Week => Strings.History_Week,
        <= Month => Strings.History_Month,
        _ => day.ToString("Y", CultureInfo.CurrentCulture),
    };

    private static DateOnly Day(DateTimeOffset time, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, zone).DateTime);
}
