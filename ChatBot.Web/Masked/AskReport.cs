using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ChatBot.Web.Documents.Extraction;

namespace ChatBot.Web.Masked;

/// <summary>What <c>ask</c> prints.</summary>
/// <param name="Question">The question.</param>
/// <param name="IsAnswered">Whether the documents answer it.</param>
/// <param name="Answer">The answer; null where there is none.</param>
/// <param name="Guess">The closest place where there is no answer; null where there is one.</param>
/// <param name="Alternatives">Other places, the best first.</param>
/// <param name="PassagesRead">How many pieces of text were read.</param>
/// <param name="PassagesTotal">How many there are.</param>
/// <param name="QuestionWasCut">Whether the question was longer than the reader takes, so that only the part that asks was read.</param>
/// <param name="Problems">The files that could not be read.</param>
internal sealed record AskReport(
    string Question, bool IsAnswered, AskedPlace? Answer, AskedPlace? Guess, IReadOnlyList<AskedPlace> Alternatives,
    int PassagesRead, int PassagesTotal, bool QuestionWasCut, IReadOnlyList<FileProblem> Problems)
{
    /// <summary>The report of what was found.</summary>
    public static AskReport Of(string question, Findings findings, IReadOnlyList<FileProblem> problems)
    {
        var places = findings.Passages.Select(AskedPlace.Of).ToList();
        return new(
            question, findings.IsAnswered, findings.IsAnswered ? places[0] : null, findings.IsAnswered ? null : places.FirstOrDefault(),
            [.. places.Skip(1)], findings.PassagesRead, findings.PassagesTotal, findings.QuestionWasCut, problems);
    }
}

/// <summary>A place in a document, as <c>ask</c> prints it.</summary>
/// <param name="Text">The words.</param>
/// <param name="Confidence">How likely they are right, 0 to 1.</param>
/// <param name="Score">The reader's margin over "no answer", in logits.</param>
/// <param name="File">The document.</param>
/// <param name="Page">The page that they begin on.</param>
/// <param name="Start">Their UTF-16 offset in the text that <c>extract</c> prints.</param>
/// <param name="Length">Their length.</param>
/// <param name="Context">The sentence they stand in.</param>
/// <param name="Boxes">Where they stand, as fractions of the page as displayed.</param>
internal sealed record AskedPlace(
    string Text, double Confidence, double Score, string File, int Page, int Start, int Length, string Context, IReadOnlyList<AskedBox> Boxes)
{
    /// <summary>The place of a passage.</summary>
    public static AskedPlace Of(Passage passage) => new(
        passage.Text, Math.Round(passage.Confidence, 4), Math.Round(passage.Margin, 4), passage.FileName, passage.Page, passage.Start, passage.Length,
        passage.Before + passage.Text + passage.After,
        [.. passage.Marks.Select(mark => new AskedBox(mark.Page, mark.Box.Left, mark.Box.Top, mark.Box.Right, mark.Box.Bottom))]);
}

/// <summary>A box on a page, with the origin at the top left.</summary>
internal sealed record AskedBox(int Page, float Left, float Top, float Right, float Bottom);

/// <summary>The JSON of <c>ask</c>, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(AskReport))]
internal sealed partial class AskJsonContext : JsonSerializerContext
{
    /// <summary>Writes letters of all scripts as they are. The JSON goes to files and terminals, never into HTML.</summary>
    public static AskJsonContext Plain => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
