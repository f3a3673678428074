using System.Text;
using ChatBot.Web.Localization;

namespace ChatBot.Web.Documents.Layout;

/// <summary>Makes one text with offsets of the pages that were read; see <see cref="ExtractedDocument"/> for its form.</summary>
internal sealed class TextAssembler
{
    private readonly StringBuilder _text = new();
    private readonly List<ExtractedWord> _words = [];
    private readonly HyphenJoiner _hyphens;

    private TextAssembler(IReadOnlyList<PageContent> pages) => _hyphens = new HyphenJoiner(pages);

    /// <summary>Makes the document.</summary>
    /// <param name="fileName">The name to show for it.</param>
    /// <param name="pages">Its pages, in order; at least one.</param>
    /// <param name="limits">Pages that start behind <see cref="DocumentLimits.TextLength"/> keep no text, and say so.</param>
    public static ExtractedDocument Assemble(string fileName, IReadOnlyList<PageContent> pages, DocumentLimits limits)
    {
        pages = RepeatedMargins.Remove(pages);
        var assembler = new TextAssembler(pages);
        var result = new List<ExtractedPage>(pages.Count);
        foreach (var page in pages)
        {
            if (result.Count > 0) assembler._text.Append('\f');
            var start = assembler._text.Length;
            var problem = page.Problem;
            if (start + page.Blocks.Sum(block => block.Lines.Sum(line => line.Words.Sum(word => (long)word.Text.Length + 2))) <= limits.TextLength)
                assembler.Append(page);
            else if (page.Blocks.Count > 0) problem = TooMuchText(limits);
            result.Add(new ExtractedPage(page.Number, start, assembler._text.Length - start, page.Width, page.Height, page.Rotation,
                page.IsOcr, Math.Round(page.Confidence, 4), problem));
        }

        return new ExtractedDocument(fileName, assembler._text.ToString(), result, assembler._words);
    }

    private static DocumentProblem TooMuchText(DocumentLimits limits) => new(
        DocumentProblemKind.TooMuchData,
        Strings.Doc_TextCut.With(limits.TextLength), Strings.Doc_SplitDocument);

    private void Append(PageContent page)
    {
        var last = ""; // the last word before a break of lines, as the reader found it
        foreach (var block in page.Blocks)
        {
            var separator = last.Length == 0 ? "" : "\n\n";
            foreach (var line in block.Lines)
            {
                foreach (var word in line.Words)
                {
                    var join = separator == "\n" || separator == "\n\n" && char.IsLower(word.Text[0])
                        ? _hyphens.Join(last, word.Text)
                        : LineJoin.Separate;
                    if (Append(word, join, separator)) separator = " ";
                    last = word.Text;
                }

                if (separator.Length > 0) separator = "\n";
            }
        }
    }

    private bool Append(LayoutWord word, LineJoin join, string separator)
    {
        var text = word.Text.Replace("\u00AD", "", StringComparison.Ordinal);
        if (text.Length == 0) return false;
        var box = word.Box.Normalised();
        if (join == LineJoin.Separate || _words.Count == 0)
        {
            _text.Append(separator);
            _words.Add(new ExtractedWord(_text.Length, text.Length, box));
            _text.Append(text);
            return true;
        }

        var whole = _words[^1];
        // A soft hyphen was left out already.
        if (join == LineJoin.DropHyphen && _text[^1] is '-' or '\u2010' or '\u2011') _text.Length--;
        _text.Append(text);
        _words[^1] = whole with { Length = _text.Length - whole.Start, Rest = [.. whole.Rest ?? [], box] };
        return true;
    }
}
