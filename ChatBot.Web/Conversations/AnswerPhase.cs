namespace ChatBot.Web.Conversations;

/// <summary>How far an answer is. The numbers are stored: never change one.</summary>
public enum AnswerPhase
{
    /// <summary>Asked for; no text has come yet.</summary>
    Thinking = 0,

    /// <summary>Text is coming.</summary>
    Streaming = 1,

    /// <summary>The model ended it, or it reached its greatest length.</summary>
    Done = 2,

    /// <summary>The user ended it; what had come is kept.</summary>
    Stopped = 3,

    /// <summary>It broke; <see cref="Answer.Failure"/> says why, and what had come is kept.</summary>
    Failed = 4,

    /// <summary>The server ended in mid-answer; what had come is kept.</summary>
    Interrupted = 5,
}

/// <summary>What can be asked of a phase.</summary>
public static class AnswerPhases
{
    /// <summary>Whether nothing more will come.</summary>
    public static bool IsFinal(this AnswerPhase phase) => phase >= AnswerPhase.Done;
}
