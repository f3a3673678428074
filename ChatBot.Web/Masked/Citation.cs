namespace ChatBot.Web.Masked;

/// <summary>What the panel is to show: a passage, and the others of its answer.</summary>
/// <param name="AttachmentId">The document.</param>
/// <param name="FileName">Its name, known even when the document is gone.</param>
/// <param name="Passages">The answer's passages in this document, the best first; none to show the document alone.</param>
/// <param name="Current">Which of them is meant.</param>
/// <param name="Opener">The id of the element that asked for it, which gets the focus back.</param>
public sealed record Citation(string AttachmentId, string FileName, IReadOnlyList<Passage> Passages, int Current, string Opener)
{
    /// <summary>Cites one passage of an answer.</summary>
    public static Citation Of(Findings findings, Passage passage, string opener)
    {
        var passages = findings.Passages.Where(other => other.AttachmentId == passage.AttachmentId).ToList();
        return new(passage.AttachmentId, passage.FileName, passages, passages.IndexOf(passage), opener);
    }
}
