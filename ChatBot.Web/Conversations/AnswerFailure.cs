using ChatBot.Inference.Generation;
using ChatBot.Inference.Models;
using ChatBot.Web.Localization;

namespace ChatBot.Web.Conversations;

/// <summary>Why an answer could not be finished, in words for the person who asked.</summary>
/// <param name="Reason">What happened, one sentence.</param>
/// <param name="Remedy">What to do about it, one or two sentences.</param>
/// <param name="File">The file at fault, where one is.</param>
public sealed record AnswerFailure(string Reason, string Remedy, string? File = null)
{
    /// <summary>The question could not be stored, so that it was not answered.</summary>
    internal static AnswerFailure NotStored => new(Strings.Failure_NotStored, Strings.Failure_NotStoredRemedy);

    /// <summary>The words for an exception. Only exceptions made for users speak for themselves; the rest stay in the log.</summary>
    public static AnswerFailure From(Exception exception) => exception switch
    {
        ModelUnavailableException { Problem: var problem } => new(problem.Reason, problem.Remedy, problem.File),
        PromptTooLongException tooLong => new(
            Strings.Failure_PromptTooLong.With(tooLong.PromptTokens, tooLong.ContextLength), Strings.Failure_PromptTooLongRemedy),
        OutOfMemoryException => new(Strings.Failure_Memory, Strings.Failure_MemoryRemedy),
        _ => new(Strings.Failure_Unknown, Strings.Failure_UnknownRemedy),
    };
}
