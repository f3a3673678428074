using System.Text.RegularExpressions;
using ChatBot.Web.Documents;
using ChatBot.Web.Documents.Extraction;
using ChatBot.Web.Documents.Tools;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ChatBot.Tests.Documents;

/// <summary>Reads documents with the real reading process, and checks what every document must fulfil.</summary>
internal static partial class Reading
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static DocumentExtractor Extractor(DocumentLimits? limits = null, TimeProvider? time = null) =>
        new(Options.Create(limits ?? Patient(new())), NullLogger<DocumentExtractor>.Instance, time ?? TimeProvider.System);

    /// <summary>
    /// Gives all the time that is needed: a machine that is busy with other tests may stand still for longer than a server's reading may, and then
    /// another reader would be tested.
    /// </summary>
    public static DocumentLimits Patient(DocumentLimits limits)
    {
        (limits.StallTime, limits.FallbackTime, limits.RasteriseTime, limits.OcrTime) = (Patience, Patience, Patience, Patience);
        return limits;
    }

    /// <summary>Reads a file; the test fails where it cannot be read or what was read breaks an invariant.</summary>
    public static async Task<ExtractedDocument> ReadAsync(string path, string? password = null, DocumentLimits? limits = null)
    {
        var result = await TryReadAsync(path, password, limits);
        Assert.True(result.Document is not null, result.Problem?.ToString());
        return result.Document;
    }

    /// <summary>Reads a file or says why not.</summary>
    public static async Task<ExtractionResult> TryReadAsync(string path, string? password = null, DocumentLimits? limits = null)
    {
        var head = new byte[FileSignature.HeadLength];
        await using (var file = File.OpenRead(path)) await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false);
        var kind = FileSignature.Identify(Path.GetFileName(path), head);
        var result = await Extractor(limits).ExtractAsync(path, Path.GetFileName(path), kind, password, null, TestContext.Current.CancellationToken);
        Assert.True(result.Document is null != result.Problem is null);
        if (result.Document is not null) CheckInvariants(result.Document);
        return result;
    }

    /// <summary>What the documentation of <see cref="ExtractedDocument"/> promises.</summary>
    public static void CheckInvariants(ExtractedDocument document)
    {
        // Pages part the text at its form feeds, and nowhere else.
        Assert.NotEmpty(document.Pages);
        Assert.Equal(document.Text, string.Join('\f', document.Pages.Select(page => document.Text.Substring(page.Start, page.Length))));
        Assert.Equal(document.Pages.Count - 1, document.Text.Count(c => c == '\f'));
        Assert.Equal(Enumerable.Range(1, document.Pages.Count), document.Pages.Select(page => page.Number));
        // Words are exactly the runs of the text without white space, in order.
        var runs = NotSpace().Matches(document.Text);
        Assert.Equal(runs.Select(run => (run.Index, run.Length)), document.Words.Select(word => (word.Start, word.Length)));
        foreach (var word in document.Words)
        {
            var page = document.PageAt(word.Start);
            Assert.True(word.Start >= page.Start && word.End <= page.End, "A word crosses a page.");
            foreach (var box in word.Boxes)
            {
                Assert.True(box is { Left: >= 0, Top: >= 0, Right: <= 1, Bottom: <= 1 }, $"A box leaves its page: {box}");
                Assert.True(box.Right > box.Left && box.Bottom > box.Top, $"A box is empty: {box} of “{document.Text.Substring(word.Start, word.Length)}” on page {page.Number}");
            }
        }

        foreach (var page in document.Pages) Assert.InRange(page.Confidence, 0, 1);
    }

    /// <summary>Skips the test where a program is not installed.</summary>
    public static void Need(params string[] programs)
    {
        foreach (var program in programs) Assert.SkipUnless(ToolPath.Find(program) is not null, $"{program} is not installed.");
    }

    /// <summary>Words separated by single spaces.</summary>
    public static string Flat(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The boxes of the words of a phrase that stands in the text once.</summary>
    public static IReadOnlyList<PageBox> BoxesOf(ExtractedDocument document, string phrase)
    {
        var at = document.Text.IndexOf(phrase, StringComparison.Ordinal);
        Assert.True(at >= 0, $"“{phrase}” is not in: {document.Text}");
        return [.. document.WordsIn(at, phrase.Length).SelectMany(word => word.Boxes)];
    }

    [GeneratedRegex(@"[^\s]+")]
    private static partial Regex NotSpace();
}
