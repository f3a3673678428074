namespace ChatBot.Web.Documents;

/// <summary>
/// One word: a run of characters of <see cref="ExtractedDocument.Text"/> without white space, and where it stands on its page.
/// </summary>
/// <param name="Start">The UTF-16 offset of its first character in the text.</param>
/// <param name="Length">Its length in UTF-16 characters, at least 1.</param>
/// <param name="Box">Where it stands; of a word that was hyphenated at a line's end, its first part.</param>
/// <param name="Rest">Of a word that was hyphenated at a line's end, its further parts; otherwise null.</param>
public readonly record struct ExtractedWord(int Start, int Length, PageBox Box, PageBox[]? Rest = null)
{
    /// <summary>The offset behind its last character.</summary>
    public int End => Start + Length;

    /// <summary>All its boxes, one but for a hyphenated word.</summary>
    public IEnumerable<PageBox> Boxes => Rest is null ? [Box] : [Box, .. Rest];
}
