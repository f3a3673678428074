using ChatBot.Inference.Generation;
using ChatBot.Inference.Models;

namespace ChatBot.Web.Conversations;

/// <summary>Why an answer could not be finished, in words for the person who asked.</summary>
/// <param name="Reason">What happened, one sentence.</param>
/// <param name="Remedy">What to do about it, one or two sentences.</param>
/// <param name="File">The file at fault, where one is.</param>
public sealed record AnswerFailure(string Reason, string Remedy, string? File = null)
{
    /// <summary>The words for an exception. Only exceptions made for users speak for themselves; the rest stay in the log.</summary>
    public static AnswerFailure From(Exception exception) => exception switch
    {
        ModelUnavailableException { Problem: var problem } => new(problem.Reason, problem.Remedy, problem.File),
        PromptTooLongException tooLong => new(
            FormattableString.Invariant(
                $"This conversation is {tooLong.PromptTokens:N0} tokens long, and the model can hold {tooLong.ContextLength:N0} together with its answer."),
            "Shorten your message or start a new chat."),
        OutOfMemoryException => new(
            "The model ran out of memory while answering.",
            "Start a new chat or ask something shorter, then try again."),
        _ => new(
            "Something went wrong while the model was answering.",
            "Your question is kept. Try again; if it happens again, the server's log says more."),
    };
}
