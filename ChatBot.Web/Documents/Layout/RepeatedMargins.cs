using System.Globalization;
using System.Text.RegularExpressions;

namespace ChatBot.Web.Documents.Layout;

/// <summary>
/// Takes out headers and footers that come again: lines at the same height near the edge of at least three pages whose texts are equal, or
/// differ in one number only, which counts with the pages. The first stays (it may name the document), but for bare page numbers.
/// </summary>
internal static partial class RepeatedMargins
{
    private const float Margin = 0.12f;
    private const int LeastPages = 3;

    /// <summary>The pages without their repeated lines.</summary>
    public static IReadOnlyList<PageContent> Remove(IReadOnlyList<PageContent> pages)
    {
        if (pages.Count < LeastPages) return pages;
        var groups = new Dictionary<(string Text, bool Top), List<(int Page, LayoutLine Line)>>();
        for (var page = 0; page < pages.Count; page++)
        {
            foreach (var line in pages[page].Blocks.SelectMany(block => block.Lines))
            {
                var top = line.Box.Bottom < Margin;
                if (!top && line.Box.Top <= 1 - Margin) continue;
                foreach (var template in Templates(line.Text, pages[page].Number))
                {
                    if (!groups.TryGetValue((template, top), out var group)) groups[(template, top)] = group = [];
                    group.Add((page, line));
                }
            }
        }

        var repeated = new HashSet<LayoutLine>(ReferenceEqualityComparer.Instance);
        foreach (var ((template, _), group) in groups)
        {
            var height = LineBuilder.Median(group.Select(entry => (double)entry.Line.Box.Top));
            var alike = group.Where(entry => Math.Abs(entry.Line.Box.Top - height) < 0.02).ToArray();
            if (alike.Select(entry => entry.Page).Distinct().Count() < LeastPages) continue;
            var kept = template.Any(char.IsLetter) ? 1 : 0;
            foreach (var entry in alike.Skip(kept)) repeated.Add(entry.Line);
        }

        return repeated.Count == 0 ? pages : [.. pages.Select(page => page with { Blocks = Without(page.Blocks, repeated) })];
    }

    private static LayoutBlock[] Without(IReadOnlyList<LayoutBlock> blocks, HashSet<LayoutLine> lines) =>
    [
        .. blocks.Select(block => block.Lines.Any(lines.Contains) ? block.Lines.Where(line => !lines.Contains(line)).ToArray() : block.Lines)
            .Where(kept => kept.Count > 0)
            .Select(kept => new LayoutBlock(kept)),
    ];

    // The line as it is, and once for each number in it with the number's distance from the page's number in its place.
    private static IEnumerable<string> Templates(string text, int page)
    {
        yield return text;
        foreach (Match match in Numbers().Matches(text))
        {
            var number = char.IsAsciiDigit(match.ValueSpan[0])
                ? int.Parse(match.ValueSpan, CultureInfo.InvariantCulture)
                : Roman(match.Value);
            if (number > 0) yield return $"{text[..match.Index]}\u0001{number - page}\u0001{text[(match.Index + match.Length)..]}";
        }
    }

    [GeneratedRegex(@"(?<![\p{L}\d])(\d{1,4}|[ivxlc]{1,8}|[IVXLC]{1,8})(?![\p{L}\d])")]
    private static partial Regex Numbers();

    private static int Roman(string numeral)
    {
        var (sum, last) = (0, 0);
        foreach (var c in numeral.ToUpperInvariant().Reverse())
        {
            var value = c switch { 'I' => 1, 'V' => 5, 'X' => 10, 'L' => 50, _ => 100 };
            sum += value < last ? -value : value;
            last = Math.Max(last, value);
        }

        return sum;
    }
}
