using ChatBot.Inference.Generation;
using ChatBot.Inference.Models;
using ChatBot.Web.Localization;

namespace ChatBot.Web.Conversations;

/// <summary>
/// Why an answer could not be finished, in words for the person who asked. It is kept with the chat, so it knows its words by name and shows them in
/// the language of whoever reads it; the words themselves are for what has no name, and for files that other programs read.
/// </summary>
/// <param name="Reason">What happened, one sentence.</param>
/// <param name="Remedy">What to do about it, one or two sentences.</param>
/// <param name="File">The file at fault, where one is.</param>
public sealed record AnswerFailure(string Reason, string Remedy, string? File = null)
{
    /// <summary>The name of the reason; null where it has none.</summary>
    public TextKey? ReasonKey { get; init; }

    /// <summary>The name of the remedy; null where it has none.</summary>
    public TextKey? RemedyKey { get; init; }

    /// <summary>The question could not be stored, so that it was not answered.</summary>
    internal static AnswerFailure NotStored => Of(nameof(Strings.Failure_NotStored), nameof(Strings.Failure_NotStoredRemedy));

    /// <summary>The reason in the reader's language.</summary>
    internal string ReasonInWords => ReasonKey?.InWords() ?? Reason;

    /// <summary>The remedy in the reader's language.</summary>
    internal string RemedyInWords => RemedyKey?.InWords() ?? Remedy;

    /// <summary>The words for an exception. Only exceptions made for users speak for themselves; the rest stay in the log.</summary>
    public static AnswerFailure From(Exception exception) => exception switch
    {
        ModelUnavailableException { Problem: var problem } => new(problem.Reason.InWords(), problem.Remedy.InWords(), problem.File)
        {
            ReasonKey = TextKey.Of(problem.Reason),
            RemedyKey = TextKey.Of(problem.Remedy),
        },
        PromptTooLongException tooLong => Of(
            nameof(Strings.Failure_PromptTooLong), nameof(Strings.Failure_PromptTooLongRemedy), tooLong.PromptTokens, tooLong.ContextLength),
        OutOfMemoryException => Of(nameof(Strings.Failure_Memory), nameof(Strings.Failure_MemoryRemedy)),
        _ => Of(nameof(Strings.Failure_Unknown), nameof(Strings.Failure_UnknownRemedy)),
    };

    private static AnswerFailure Of(string reason, string remedy, params ReadOnlySpan<object> values)
    {
        var (first, second) = (TextKey.Of(reason, values), TextKey.Of(remedy));
        return new(first.InWords()!, second.InWords()!) { ReasonKey = first, RemedyKey = second };
    }
}
