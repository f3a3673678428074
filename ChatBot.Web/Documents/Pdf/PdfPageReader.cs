using ChatBot.Web.Documents.Layout;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.DocumentLayoutAnalysis.PageSegmenter;
using UglyToad.PdfPig.DocumentLayoutAnalysis.WordExtractor;

namespace ChatBot.Web.Documents.Pdf;

/// <summary>Reads one page's words, blocks and reading order with PdfPig.</summary>
internal static class PdfPageReader
{
    // The segmenter's neighbour search grows faster than its input; a page with more words is one block.
    private const int MostWordsToSegment = 20_000;

    private static readonly DocstrumBoundingBoxes Segmenter = new(new DocstrumBoundingBoxes.DocstrumBoundingBoxesOptions { MaxDegreeOfParallelism = 1 });

    /// <summary>Reads a page, with what was filled into it. Letters outside of its visible part are left out.</summary>
    public static PageContent Read(Page page, FilledFields fields)
    {
        var letters = LetterText.Correct(page.Letters);
        var meaningless = ScanDetector.IsMeaningless(letters);
        var content = new PageContent(page.Number, page.Width, page.Height) { IsScan = meaningless || ScanDetector.IsPicture(page, letters) };
        if (meaningless) return content;
        letters = [.. letters, .. fields.LettersOn(page, letters)];
        if (letters.Count == 0) return content;
        letters = DoubledLetters.Remove(letters.Where(letter => IsOnPage(letter, page)));
        var groups = WordsOf(letters).GroupBy(DirectionOf).OrderByDescending(group => group.Count());
        // Text of another direction than most, such as a stamp along the margin, is read last.
        return content with { Blocks = [.. groups.SelectMany(group => Blocks([.. group], group.Key, page))] };
    }

    private static IEnumerable<LayoutBlock> Blocks(List<Word> words, TextDirection direction, Page page)
    {
        var frame = new UprightFrame(direction, page.Width, page.Height);
        var groups = BlockMerger.Merge([.. Segment(words)
            .Select(block => block.Select(word => Upright(word, frame)).Where(word => word.Text.Length > 0).ToList())
            .Where(block => block.Count > 0)
            .Select(block => new WordGroup(block))]);
        var boxes = groups.Select(group => new PageBox(
            (float)(group.Left / frame.Width), (float)(group.Top / frame.Height),
            (float)(group.Right / frame.Width), (float)(group.Bottom / frame.Height))).ToArray();
        foreach (var index in ReadingOrder.Of(boxes))
        {
            yield return new LayoutBlock([.. groups[index].Lines.Select(line =>
                new LayoutLine([.. line.Select(word => new LayoutWord(word.Text, frame.OnPage(word)))]))]);
        }
    }

    private static IEnumerable<IReadOnlyList<Word>> Segment(List<Word> words)
    {
        if (words.Count > MostWordsToSegment) return [words];
        try
        {
            return [.. Segmenter.GetBlocks(words).Select(block => block.TextLines.SelectMany(line => line.Words).ToArray())];
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Unusual geometry can break the segmenter; the words are still worth reading.
            return [words];
        }
    }

    private static IEnumerable<Word> WordsOf(IReadOnlyList<Letter> letters)
    {
        var spaced = FontsWithSpaces(letters);
        var words = new NearestNeighbourWordExtractor(new NearestNeighbourWordExtractor.NearestNeighbourWordExtractorOptions
        {
            MaxDegreeOfParallelism = 1,
            MaximumDistance = (a, b) => WordGap(a, b, spaced),
        }).GetWords(letters);
        return JoinSplit(words, letters, spaced);
    }

    // The neighbour search misses some neighbours of widely set letters: join words whose letters the file draws one after the other.
    private static IEnumerable<Word> JoinSplit(IEnumerable<Word> words, IReadOnlyList<Letter> letters, HashSet<string> spaced)
    {
        var place = new Dictionary<Letter, int>(letters.Count, ReferenceEqualityComparer.Instance);
        for (var i = 0; i < letters.Count; i++) place[letters[i]] = i;
        var joined = new List<List<Letter>>();
        foreach (var word in words.Where(word => !string.IsNullOrWhiteSpace(word.Text)).OrderBy(word => place[word.Letters[0]]))
        {
            var first = word.Letters[0];
            if (joined.Count > 0 && place[joined[^1][^1]] + 1 == place[first] && Follows(joined[^1][^1], first, spaced)) joined[^1].AddRange(word.Letters);
            else joined.Add([.. word.Letters]);
        }

        return joined.Select(word => new Word(word));
    }

    private static bool Follows(Letter a, Letter b, HashSet<string> spaced) =>
        a.TextOrientation == b.TextOrientation
        && Math.Abs(a.EndBaseLine.X - b.StartBaseLine.X) + Math.Abs(a.EndBaseLine.Y - b.StartBaseLine.Y) < WordGap(a, b, spaced);

    // The width of a space is about a quarter of the font size and may be set down to a fifth of it in justified text; kerning moves
    // letters of one word by less than an eighth. Text that spells its spaces out is parted by them, and may be set wider.
    private static double WordGap(Letter a, Letter b, HashSet<string> spaced)
    {
        var size = Math.Max(a.PointSize, b.PointSize);
        var widest = Math.Max(Math.Abs(a.BoundingBox.Width), Math.Abs(b.BoundingBox.Width));
        if (!(size > 0 && size < 4 * widest) && size is <= 0 or > 200) size = widest * 1.25; // a font that does not tell its size
        if (IsIdeograph(a) && IsIdeograph(b)) return size * 0.6; // no spaces between words, and set wide to fill a line
        var gap = size * (spaced.Contains(a.FontName ?? "") && a.FontName == b.FontName ? 0.4 : 0.16);
        return a.TextOrientation == TextOrientation.Other || b.TextOrientation == TextOrientation.Other ? 2 * gap : gap;
    }

    /// <summary>Chinese characters, kana, and their punctuation and wide forms.</summary>
    private static bool IsIdeograph(Letter letter) =>
        letter.Value is [(>= '\u2E80' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF') or (>= '\uFF00' and <= '\uFFEF'), ..];

    private static HashSet<string> FontsWithSpaces(IReadOnlyList<Letter> letters) =>
    [
        .. letters.GroupBy(letter => letter.FontName ?? "")
            .Where(font => font.Count(letter => string.IsNullOrWhiteSpace(letter.Value)) * 15 > font.Count())
            .Select(font => font.Key),
    ];

    private static bool IsOnPage(Letter letter, Page page)
    {
        var box = letter.BoundingBox;
        var (x, y) = ((box.TopLeft.X + box.BottomRight.X) / 2, (box.TopLeft.Y + box.BottomRight.Y) / 2);
        return x >= 0 && y >= 0 && x <= page.Width && y <= page.Height;
    }

    private static UprightWord Upright(Word word, UprightFrame frame)
    {
        var (left, top, right, bottom) = (double.MaxValue, double.MaxValue, double.MinValue, double.MinValue);
        foreach (var letter in word.Letters)
        {
            // The loose box is as high for every letter of a font; where a font does not say its height, the tight one serves.
            var loose = letter.GlyphRectangleLoose;
            var box = loose.Width > 0 && loose.Height > 0 && loose.Height < 3 * Math.Max(1, letter.PointSize) ? loose : letter.BoundingBox;
            foreach (var corner in (ReadOnlySpan<UglyToad.PdfPig.Core.PdfPoint>)[box.TopLeft, box.TopRight, box.BottomLeft, box.BottomRight])
            {
                var (x, y) = frame.ToUpright(corner.X, frame.PageHeight - corner.Y);
                (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x), Math.Max(bottom, y));
            }
        }

        return new UprightWord(TextOf(word, frame), left, top, right, bottom);
    }

    private static string TextOf(Word word, UprightFrame frame)
    {
        var text = string.Concat(word.Letters.Select(letter => letter.Value));
        if (!text.Any(LineBuilder.IsRightToLeft)) return WordText.Clean(text);
        // Letters of a right-to-left script follow each other from right to left, whatever the order they are drawn in.
        return WordText.Clean(string.Concat(word.Letters
            .OrderByDescending(letter => frame.ToUpright(letter.BoundingBox.Centroid.X, frame.PageHeight - letter.BoundingBox.Centroid.Y).X)
            .Select(letter => letter.Value)));
    }

    private static TextDirection DirectionOf(Word word)
    {
        var (first, last) = (word.Letters[0].StartBaseLine, word.Letters[^1].EndBaseLine);
        var (x, y) = (last.X - first.X, last.Y - first.Y);
        if (Math.Abs(x) >= Math.Abs(y)) return x >= 0 ? TextDirection.Right : TextDirection.Left;
        return y > 0 ? TextDirection.Up : TextDirection.Down;
    }
}
