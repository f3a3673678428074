using ChatBot.Web.Conversations.Storage;
using ChatBot.Web.Documents;
using ChatBot.Web.Documents.Extraction;
using ChatBot.Web.Localization;

namespace ChatBot.Web.Masked;

/// <summary>Attachments to rows of the database and back.</summary>
internal static class AttachmentRows
{
    /// <summary>A file as it is now. Its chat's key is not known yet.</summary>
    public static DocumentRow From(Attachment attachment, int position)
    {
        var state = attachment.State;
        return new()
        {
            Id = attachment.Id,
            Position = position,
            FileName = attachment.FileName,
            Bytes = attachment.Bytes,
            State = state switch
            {
                AttachmentState.Uploading => DocumentState.Uploading,
                AttachmentState.Reading => DocumentState.Reading,
                AttachmentState.Ready => DocumentState.Ready,
                AttachmentState.Locked => DocumentState.Locked,
                _ => DocumentState.Failed,
            },
            StoredId = attachment.Stored?.Id,
            Kind = attachment.Stored?.Kind,
            StoredBytes = attachment.Stored?.Bytes ?? 0,
            StoredAt = attachment.Stored?.AddedAt,
            Pages = ChatJson.Write((state as AttachmentState.Ready)?.Pages, ChatJson.Plain.IReadOnlyListExtractedPage),
            Problem = ChatJson.Write(ProblemOf(state), ChatJson.Plain.DocumentProblem),
        };
    }

    /// <summary>
    /// The file of a row. One whose bytes had not come wholly has failed; one that was being read is to be read again.
    /// </summary>
    /// <param name="row">The row.</param>
    /// <param name="chatId">The chat.</param>
    /// <param name="isThere">Whether the store still has a file.</param>
    public static Attachment ToAttachment(DocumentRow row, string chatId, Func<StoredDocument, bool> isThere)
    {
        var stored = row is { StoredId: { } id, Kind: { } kind, StoredAt: { } at } ? new StoredDocument(id, chatId, row.FileName, kind, row.StoredBytes, at) : null;
        if (stored is not null && row.State != DocumentState.Failed && !isThere(stored)) stored = null;
        var problem = ChatJson.Read(row.Problem, ChatJson.Plain.DocumentProblem);
        AttachmentState state = row.State switch
        {
            DocumentState.Failed when problem is not null => new AttachmentState.Failed(problem),
            _ when stored is null => new AttachmentState.Failed(Lost(row)),
            DocumentState.Ready when ChatJson.Read(row.Pages, ChatJson.Plain.IReadOnlyListExtractedPage) is { } pages => new AttachmentState.Ready(pages),
            DocumentState.Locked when problem is not null => new AttachmentState.Locked(problem),
            _ => new AttachmentState.Reading(new ExtractionProgress(ExtractionStage.Opening)),
        };
        return new(row.FileName, row.Bytes, state) { Id = row.Id, Stored = stored };
    }

    private static DocumentProblem Lost(DocumentRow row) => new(
        DocumentProblemKind.Unreadable,
        (row.State == DocumentState.Uploading ? Strings.File_NotSent : Strings.File_NotThere).With(row.FileName), Strings.File_AddAgain);

    private static DocumentProblem? ProblemOf(AttachmentState state) => state switch
    {
        AttachmentState.Locked locked => locked.Problem,
        AttachmentState.Failed failed => failed.Problem,
        _ => null,
    };
}
