using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using ChatBot.Web.Documents.Layout;
using ChatBot.Web.Documents.Tools;

namespace ChatBot.Web.Documents.Pdf;

/// <summary>
/// Reads with poppler's <c>pdftotext</c> what PdfPig cannot: it mends broken files in other ways. Its layout analysis gives words, lines and
/// blocks in reading order.
/// </summary>
internal static partial class Poppler
{
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Ignore,
        CheckCharacters = false,
        XmlResolver = null,
        Async = true,
    };

    /// <summary>Reads pages.</summary>
    /// <param name="path">The PDF, which needs no password.</param>
    /// <param name="first">The first page, from 1.</param>
    /// <param name="last">The last page.</param>
    /// <param name="limits">Time for the whole run: <see cref="DocumentLimits.FallbackTime"/>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The pages that could be read, none where poppler is not installed or fails; and how it ended.</returns>
    public static async Task<(IReadOnlyList<PageContent> Pages, ToolEnd End)> ReadAsync(
        string path, int first, int last, DocumentLimits limits, CancellationToken cancellationToken)
    {
        var result = await ToolProcess.RunAsync("pdftotext", ["-q", "-bbox-layout", "-cropbox", "-f", Number(first), "-l", Number(last), path, "-"],
            new ToolLimits(limits.FallbackTime, limits.MemoryBytes, limits.OutputBytes, limits.OutputBytes), cancellationToken).ConfigureAwait(false);
        if (result.End == ToolEnd.Missing) return ([], result.End);
        var turned = await TurnedPagesAsync(path, first, last, limits, cancellationToken).ConfigureAwait(false);
        return (await ParseAsync(result.Output, first, turned).ConfigureAwait(false), result.End);
    }

    // pdftotext gives the words of a turned page as displayed, but the page's size before it is turned.
    private static async Task<HashSet<int>> TurnedPagesAsync(string path, int first, int last, DocumentLimits limits, CancellationToken cancellationToken)
    {
        var result = await ToolProcess.RunAsync("pdfinfo", ["-f", Number(first), "-l", Number(last), path],
            new ToolLimits(limits.FallbackTime, limits.MemoryBytes, 16 * 1024 * 1024, 1 << 20), cancellationToken).ConfigureAwait(false);
        return [.. Rotation().Matches(result.Output).Select(match => int.Parse(match.ValueSpan.Trim(), NumberStyles.None, CultureInfo.InvariantCulture))];
    }

    [GeneratedRegex(@"(?<=^Page\s+)\d{1,9}(?=\s+rot:\s+(90|270)\s*$)", RegexOptions.Multiline)]
    private static partial Regex Rotation();

    internal static async Task<IReadOnlyList<PageContent>> ParseAsync(string html, int first, IReadOnlySet<int> turned)
    {
        // The head repeats the file's own description, which need not be well-formed; the pages stand in <doc>.
        var start = html.IndexOf("<doc>", StringComparison.Ordinal);
        if (start < 0) return [];
        var pages = new List<PageContent>();
        var blocks = new List<LayoutBlock>();
        var lines = new List<LayoutLine>();
        var words = new List<LayoutWord>();
        var (width, height, box) = (0.0, 0.0, default(PageBox));
        using var reader = XmlReader.Create(new StringReader(Controls().Replace(html[start..], "")), Settings);
        try
        {
            while (await reader.ReadAsync().ConfigureAwait(false))
            {
                switch (reader.NodeType, reader.Name)
                {
                    case (XmlNodeType.Element, "page"):
                        (width, height) = (Attribute(reader, "width"), Attribute(reader, "height"));
                        if (turned.Contains(first + pages.Count)) (width, height) = (height, width);
                        if (reader.IsEmptyElement) pages.Add(new PageContent(first + pages.Count, width, height));
                        break;
                    case (XmlNodeType.Element, "word"):
                        box = new PageBox(
                            (float)(Attribute(reader, "xMin") / width), (float)(Attribute(reader, "yMin") / height),
                            (float)(Attribute(reader, "xMax") / width), (float)(Attribute(reader, "yMax") / height));
                        break;
                    case (XmlNodeType.Text, _):
                        var text = WordText.Clean(reader.Value);
                        if (text.Length > 0 && box is { Left: < 1, Top: < 1, Right: > 0, Bottom: > 0 }) words.Add(new LayoutWord(text, box));
                        break;
                    case (XmlNodeType.EndElement, "line") when words.Count > 0:
                        lines.Add(new LayoutLine([.. words]));
                        words.Clear();
                        break;
                    case (XmlNodeType.EndElement, "block") when lines.Count > 0:
                        blocks.Add(new LayoutBlock([.. lines]));
                        lines.Clear();
                        break;
                    case (XmlNodeType.EndElement, "page"):
                        pages.Add(new PageContent(first + pages.Count, width, height) { Blocks = [.. blocks] });
                        blocks.Clear();
                        break;
                }
            }
        }
        catch (XmlException)
        {
            // Cut off at a limit: what came before is whole.
        }

        return pages;
    }

    // Of fonts without Unicode values poppler writes the codes, which XML does not allow.
    [GeneratedRegex(@"[\x00-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]")]
    private static partial Regex Controls();

    private static double Attribute(XmlReader reader, string name) =>
        double.TryParse(reader.GetAttribute(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : 0;

    internal static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
