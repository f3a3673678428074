namespace ChatBot.Web.Documents.Extraction;

/// <summary>What the server asks of the reading process: one line of JSON on its standard input.</summary>
/// <param name="Path">The file.</param>
/// <param name="FileName">The name to show for it.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Password">The password of an encrypted PDF. Sent this way because others can see a program's arguments.</param>
/// <param name="Folder">A folder of its own for temporary files, and for <see cref="AnswerFile"/>.</param>
/// <param name="SlotsFolder">The folder of <see cref="Tools.ToolSlots"/>.</param>
/// <param name="UsePoppler">Whether to read a PDF with poppler only, because the process died over it before.</param>
/// <param name="Limits">The limits.</param>
/// <param name="Language">The culture that problems are worded in.</param>
internal sealed record WorkerRequest(
    string Path, string FileName, DocumentKind Kind, string? Password, string Folder, string SlotsFolder, bool UsePoppler, DocumentLimits Limits,
    string Language)
{
    /// <summary>Where the process writes its <see cref="WorkerAnswer"/>.</summary>
    public const string AnswerFile = "answer.json";
}

/// <summary>What the reading process found: either the document or the problem.</summary>
internal sealed record WorkerAnswer(ExtractedDocument? Document, DocumentProblem? Problem);
