using ChatBot.Web.Components.History;
using ChatBot.Web.Conversations;

namespace ChatBot.Tests.History;

public sealed class DateGroupsTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
    private static readonly DateTimeOffset Now = new(2026, 3, 18, 9, 30, 0, TimeSpan.Zero);

    [Fact]
    public void Chats_stand_under_the_day_the_week_the_month_and_then_each_month()
    {
        ChatSummary[] chats =
        [
            Chat("p", Now.AddDays(-400), isPinned: true), Chat("a", Now.AddHours(-1)), Chat("b", Now.AddDays(-1)), Chat("c", Now.AddDays(-7)),
            Chat("d", Now.AddDays(-8)), Chat("e", Now.AddDays(-30)), Chat("f", Now.AddDays(-31)), Chat("g", Now.AddDays(-60)),
        ];

        Assert.Equal(
            ["Pinned: p", "Today: a", "Yesterday: b", "Previous 7 days: c", "Previous 30 days: d e", "February 2026: f", "January 2026: g"],
            DateGroups.Of(chats, Now, Berlin).Select(group => $"{group.Title}: {string.Join(' ', group.Chats.Select(chat => chat.Id))}"));
    }

    [Theory]
    [InlineData("2026-03-17T23:30:00Z", "Today")] // half past midnight in Berlin
    [InlineData("2026-03-17T22:30:00Z", "Yesterday")]
    [InlineData("2026-03-18T23:30:00Z", "Today")] // a clock that is ahead
    public void A_day_begins_at_the_readers_midnight(string time, string title) =>
        Assert.Equal(title, DateGroups.Of([Chat("a", DateTimeOffset.Parse(time, null))], Now, Berlin).Single().Title);

    [Property]
    public void No_chat_is_lost_and_their_order_is_kept(int[] hoursAgo, int pinned)
    {
        var chats = hoursAgo.Select(hours => Math.Abs((long)hours % 20_000)).Order()
            .Select((hours, index) => Chat($"{index}", Now.AddHours(-hours), index < pinned % 5)).ToList();
        Assert.Equal(chats, DateGroups.Of(chats, Now, Berlin).SelectMany(group => group.Chats));
    }

    private static ChatSummary Chat(string id, DateTimeOffset updated, bool isPinned = false) =>
        new(id, id, updated, isPinned, ChatMode.Auto, IsRunning: false);
}
