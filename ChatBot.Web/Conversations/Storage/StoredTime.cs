namespace ChatBot.Web.Conversations.Storage;

/// <summary>Times as the database has them.</summary>
internal static class StoredTime
{
    /// <summary>A time without what is finer than a millisecond, which is not stored: a chat is the same before and after a restart.</summary>
    public static DateTimeOffset ToStored(this DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}
