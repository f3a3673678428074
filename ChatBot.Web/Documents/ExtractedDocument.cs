namespace ChatBot.Web.Documents;

/// <summary>
/// The text of a document, and where every word of it stands. Immutable, and so safe to share between threads.
/// </summary>
/// <remarks>
/// <para>In the text, words of a line are joined by a space, lines of a paragraph by a line feed, paragraphs by two, and pages by a form
/// feed (<c>\f</c>). Words hyphenated at a line's end are joined. Headers and footers that come again on other pages are kept where they
/// come first only.</para>
/// <para>Every character that is not white space belongs to exactly one word; the words are in the order of the text, which is the
/// reading order; no word crosses a page.</para>
/// </remarks>
public sealed class ExtractedDocument
{
    private const float WideSpace = 0.06f; // of the page
    private const float Tallest = 1.8f; // times its tallest word: the mark of a whole tilted line would cover the lines beside it

    /// <summary>Makes a document of its parts.</summary>
    /// <param name="fileName">The name to show for it.</param>
    /// <param name="text">The whole text.</param>
    /// <param name="pages">Its pages, in order.</param>
    /// <param name="words">Its words, in the order of the text.</param>
    public ExtractedDocument(string fileName, string text, IReadOnlyList<ExtractedPage> pages, IReadOnlyList<ExtractedWord> words)
    {
        FileName = fileName;
        Text = text;
        Pages = pages;
        Words = words;
    }

    /// <summary>The name to show for it.</summary>
    public string FileName { get; }

    /// <summary>The whole text, pages joined by form feeds.</summary>
    public string Text { get; }

    /// <summary>Its pages, in order; at least one.</summary>
    public IReadOnlyList<ExtractedPage> Pages { get; }

    /// <summary>Its words, in the order of the text.</summary>
    public IReadOnlyList<ExtractedWord> Words { get; }

    /// <summary>The page that a character stands on.</summary>
    /// <param name="offset">A UTF-16 offset in the text, from 0 to its length; a form feed belongs to the page before it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The offset is outside the text.</exception>
    public ExtractedPage PageAt(int offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Text.Length);
        var (low, high) = (0, Pages.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (Pages[middle].Start <= offset) low = middle;
            else high = middle - 1;
        }

        return Pages[low];
    }

    /// <summary>The words that a span of the text touches, in order; none where it holds white space only.</summary>
    /// <param name="start">The UTF-16 offset of its first character.</param>
    /// <param name="length">Its length.</param>
    public IEnumerable<ExtractedWord> WordsIn(int start, int length)
    {
        var (low, high) = (0, Words.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Words[middle].End <= start) low = middle + 1;
            else high = middle;
        }

        for (; low < Words.Count && Words[low].Start < start + length; low++) yield return Words[low];
    }

    /// <summary>What to mark on the pages for a span of the text: each page's boxes, one a line where the words of the line adjoin.</summary>
    /// <param name="start">The UTF-16 offset of the span's first character.</param>
    /// <param name="length">Its length.</param>
    /// <returns>Pairs of page number and box, in reading order.</returns>
    public IReadOnlyList<(int Page, PageBox Box)> Highlight(int start, int length)
    {
        var marks = new List<(int Page, PageBox Box)>();
        var (tallest, widest) = (0f, 0f);
        foreach (var word in WordsIn(start, length))
        {
            var page = PageAt(word.Start);
            foreach (var box in word.Boxes)
            {
                (tallest, widest) = (Math.Max(tallest, box.Height), Math.Max(widest, box.Width));
                if (marks.Count > 0 && marks[^1].Page == page.Number && AreOnOneLine(marks[^1].Box, box, page) && IsLevel(marks[^1].Box.Union(box)))
                {
                    marks[^1] = (page.Number, marks[^1].Box.Union(box));
                    continue;
                }

                marks.Add((page.Number, box));
                (tallest, widest) = (box.Height, box.Width);
            }
        }

        return marks;

        bool IsLevel(PageBox mark) => mark.Height <= Tallest * tallest || mark.Width <= Tallest * widest;
    }

    // The next word of a line stands at about the last one's height and not further off than a wide space, in whichever direction it is read.
    // Text that runs up or down has words that are taller than wide and equally wide; those of an upright column are not.
    private static bool AreOnOneLine(PageBox mark, PageBox next, ExtractedPage page)
    {
        var (rise, height) = (Math.Max(Math.Abs(mark.Top - next.Top), Math.Abs(mark.Bottom - next.Bottom)), Math.Max(mark.Height, next.Height));
        var overlap = Math.Min(mark.Bottom, next.Bottom) - Math.Max(mark.Top, next.Top);
        if (overlap > 0.5f * Math.Min(mark.Height, next.Height) && !(IsTall(mark) && IsTall(next) && rise > 0.5f * height))
            return next.Left >= mark.Left ? next.Left - mark.Right < WideSpace : next.Right <= mark.Right && mark.Left - next.Right < WideSpace;
        var (shift, width) = (Math.Max(Math.Abs(mark.Left - next.Left), Math.Abs(mark.Right - next.Right)), Math.Max(mark.Width, next.Width));
        var gap = Math.Max(next.Top - mark.Bottom, mark.Top - next.Bottom);
        return (IsTall(mark) || IsTall(next)) && shift < 0.25f * width && gap * page.Height < width * page.Width;

        bool IsTall(PageBox box) => box.Height * page.Height > 1.2 * box.Width * page.Width;
    }
}
