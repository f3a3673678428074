namespace ChatBot.Web.Conversations;

/// <summary>How far an answer is.</summary>
public enum AnswerPhase
{
    /// <summary>Asked for; no text has come yet.</summary>
    Thinking,

    /// <summary>Text is coming.</summary>
    Streaming,

    /// <summary>The model ended it, or it reached its greatest length.</summary>
    Done,

    /// <summary>The user or the server's shutdown ended it; what had come is kept.</summary>
    Stopped,

    /// <summary>It broke; <see cref="Answer.Failure"/> says why, and what had come is kept.</summary>
    Failed,
}

/// <summary>What can be asked of a phase.</summary>
public static class AnswerPhases
{
    /// <summary>Whether nothing more will come.</summary>
    public static bool IsFinal(this AnswerPhase phase) => phase >= AnswerPhase.Done;
}
