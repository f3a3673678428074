namespace ChatBot.Web.Conversations;

/// <summary>Whether a message was taken, and if not, why.</summary>
/// <param name="IsAccepted">Whether it was taken.</param>
/// <param name="Reason">Why it was refused, in words for the user; empty when it was taken.</param>
public sealed record Receipt(bool IsAccepted, string Reason)
{
    /// <summary>The message was taken.</summary>
    public static Receipt Accepted { get; } = new(true, "");

    /// <summary>The message was refused and is still the sender's.</summary>
    public static Receipt Refused(string reason) => new(false, reason);
}
