using ChatBot.Inference.Answering;
using ChatBot.Web.Documents;

namespace ChatBot.Web.Masked;

/// <summary>Turns the reader's offsets into pages, boxes and sentences.</summary>
internal static class FindingsBuilder
{
    /// <summary>The findings of a reader's result.</summary>
    /// <param name="result">What the reader found.</param>
    /// <param name="documents">The documents in the order they were asked in, each with the id that names it.</param>
    /// <param name="leastConfidence">How likely another place than the best must be to be given.</param>
    public static Findings Build(ReaderResult result, IReadOnlyList<(string Id, ExtractedDocument Text)> documents, double leastConfidence = 0) => new(
        result.IsAnswered, [.. result.Answers.Where((answer, index) => index == 0 || answer.Confidence >= leastConfidence).Select(answer => Build(answer, documents[answer.DocumentIndex]))],
        result.PassagesRead, result.PassagesTotal, result.QuestionWasCut);

    private static Passage Build(ReaderAnswer answer, (string Id, ExtractedDocument Text) document)
    {
        var before = answer.Start - answer.ContextStart;
        return new Passage(
            document.Id, document.Text.FileName, document.Text.PageAt(answer.Start).Number, answer.Start, answer.Length, answer.Text,
            OneLine(answer.Context[..before]).TrimStart(), OneLine(answer.Context[(before + answer.Length)..]).TrimEnd(),
            answer.Confidence, answer.Margin,
            [.. document.Text.Highlight(answer.Start, answer.Length).Select(mark => new PageMark(mark.Page, mark.Box))]);
    }

    /// <summary>Lines of a page are joined; the space at either end, which parts the words from their neighbours, stays.</summary>
    private static string OneLine(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length == 0) return text.Length > 0 ? " " : "";
        return (char.IsWhiteSpace(text[0]) ? " " : "") + line + (char.IsWhiteSpace(text[^1]) ? " " : "");
    }
}
