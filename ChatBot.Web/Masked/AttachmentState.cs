using ChatBot.Web.Documents;
using ChatBot.Web.Documents.Extraction;

namespace ChatBot.Web.Masked;

/// <summary>How far an <see cref="Attachment"/> is.</summary>
public abstract record AttachmentState
{
    private AttachmentState()
    {
    }

    /// <summary>Whether something is still being done with it, so that questions wait for it.</summary>
    public bool IsUnderWay => this is Uploading or Reading;

    /// <summary>Its bytes are on their way.</summary>
    /// <param name="Fraction">How many of them are here, 0 to 1.</param>
    public sealed record Uploading(double Fraction) : AttachmentState;

    /// <summary>It is being read, or waits for its turn.</summary>
    /// <param name="Progress">What is being done.</param>
    public sealed record Reading(ExtractionProgress Progress) : AttachmentState;

    /// <summary>It can be asked.</summary>
    /// <param name="Pages">Its pages, in order; some may have problems of their own.</param>
    public sealed record Ready(IReadOnlyList<ExtractedPage> Pages) : AttachmentState;

    /// <summary>It waits for its password.</summary>
    /// <param name="Problem">Says whether it needs one or was given a wrong one.</param>
    public sealed record Locked(DocumentProblem Problem) : AttachmentState;

    /// <summary>It cannot be used, and takes no room any more.</summary>
    /// <param name="Problem">Why, and what to do.</param>
    public sealed record Failed(DocumentProblem Problem) : AttachmentState;
}
