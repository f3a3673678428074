using ChatBot.Web.Conversations;
using ChatBot.Web.Localization;

namespace ChatBot.Web.Masked;

/// <summary>
/// Masked mode of a chat: its rules are enforced here, whatever the page shows. Files belong to Masked mode, and Masked mode needs a
/// file that was read. Thread-safe.
/// </summary>
internal sealed class MaskedChat(DocumentLibrary library, MaskedAnswers answers)
{
    /// <summary>Why no question can be asked in Masked mode now, in words for the user; null when one can.</summary>
    public static string? Refusal(Conversation conversation)
    {
        var attachments = conversation.Documents?.Attachments ?? [];
        if (Hold(conversation) is { } reason) return reason;
        if (attachments.Any(attachment => attachment.State is AttachmentState.Ready)) return null;
        if (attachments.Any(attachment => attachment.State is AttachmentState.Locked))
            return Strings.Masked_Refusal_Locked;
        return attachments.Count > 0
            ? Strings.Masked_Refusal_Unread
            : Strings.Masked_Refusal_None;
    }

    /// <summary>Why sending is held until the documents are read; null when it is not.</summary>
    public static string? Hold(Conversation conversation)
    {
        var underWay = conversation.Documents?.Attachments.Count(attachment => attachment.State.IsUnderWay) ?? 0;
        return underWay switch
        {
            0 => null,
            1 => Strings.Masked_HoldOne,
            _ => Strings.Masked_Hold.With(underWay),
        };
    }

    /// <summary>Takes note of files to come.</summary>
    /// <param name="conversation">The chat.</param>
    /// <param name="files">The files.</param>
    /// <returns>Where to send each, or why not.</returns>
    public Admission Offer(Conversation conversation, IReadOnlyList<OfferedFile> files)
    {
        if (conversation.Mode != ChatMode.Masked)
            return Admission.Refused(Strings.Masked_Refusal_Auto);
        if (conversation.Owner is not { } owner)
            return Admission.Refused(Strings.Masked_Refusal_Cookies);
        conversation.Documents ??= library.Open(conversation.Id, owner);
        return new(conversation.Documents.Offer(files), "");
    }

    /// <summary>Starts the answer to a question that <see cref="Refusal"/> has nothing against.</summary>
    /// <param name="conversation">The chat.</param>
    /// <param name="answer">The answer, still empty.</param>
    /// <param name="question">The question.</param>
    /// <param name="stored">Completes when the question is stored; the work begins then.</param>
    /// <param name="ended">Called when the answer is finished.</param>
    public void Start(Conversation conversation, MaskedAnswer answer, string question, Task? stored = null, Action? ended = null)
    {
        // Who asks has seen what failed.
        foreach (var attachment in conversation.Documents!.Attachments)
            if (attachment.State is AttachmentState.Failed) conversation.Documents.Remove(attachment.Id);
        answers.Start(answer, question, conversation.Documents, stored, ended);
    }
}
