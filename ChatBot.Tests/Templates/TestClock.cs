namespace ChatBot.Tests.Templates;

/// <summary>Stands at the moment that the reference prompts were made for: 26 July 2024, 09:05:07.</summary>
internal sealed class TestClock : TimeProvider
{
    public static TestClock Instance { get; } = new();

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => new(2024, 7, 26, 9, 5, 7, TimeSpan.Zero);
}
