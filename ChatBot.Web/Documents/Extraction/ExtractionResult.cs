namespace ChatBot.Web.Documents.Extraction;

/// <summary>What came of reading a document: either the document or the problem, never both.</summary>
/// <param name="Document">What was read; single pages may still have problems of their own.</param>
/// <param name="Problem">Why nothing was read.</param>
public sealed record ExtractionResult(ExtractedDocument? Document, DocumentProblem? Problem)
{
    internal static ExtractionResult Failed(DocumentProblem problem) => new(null, problem);
}
