using System.Text;

namespace ChatBot.Web.Conversations.Storage;

/// <summary>A text as the search sees it (<see cref="SearchText"/>), which knows where each of its characters stands in the original.</summary>
internal sealed class FoldedText
{
    private readonly string _folded;
    private readonly int[] _places;

    /// <summary>Folds a text.</summary>
    public FoldedText(ReadOnlySpan<char> text)
    {
        var folded = new StringBuilder(text.Length);
        var places = new List<int>(text.Length + 1);
        for (var at = 0; at < text.Length;)
        {
            var place = at;
            Rune.DecodeFromUtf16(text[at..], out var rune, out var length);
            at += length;
            if (rune.IsAscii)
            {
                folded.Append(char.ToLowerInvariant((char)rune.Value));
                places.Add(place);
                continue;
            }

            foreach (var character in SearchText.FoldLetters(rune.ToString()))
            {
                folded.Append(character);
                places.Add(place);
            }
        }

        places.Add(text.Length);
        (_folded, _places) = (folded.ToString(), [.. places]);
    }

    /// <summary>The first place of a word: at a word's beginning, or anywhere in scripts that are written without spaces.</summary>
    /// <param name="word">The word, folded.</param>
    /// <param name="from">Where to begin to look, in the original.</param>
    /// <returns>Where it stands in the original, and how long it is there; null where it does not.</returns>
    public (int At, int Length)? Find(string word, int from = 0)
    {
        if (word.Length == 0) return null;
        Rune.DecodeFromUtf16(word, out var first, out _);
        var isAnywhere = SearchText.IsWrittenWithoutSpaces(first);
        var start = Array.BinarySearch(_places, from);
        if (start < 0) start = ~start;
        while (start > 0 && _places[start - 1] >= from) start--;
        for (; start < _folded.Length; start++)
        {
            start = _folded.IndexOf(word, start, StringComparison.Ordinal);
            if (start < 0) return null;
            if (!isAnywhere && start > 0 && char.IsLetterOrDigit(_folded[start - 1])) continue;
            // Accents that were taken off belong to the letter before them; a letter that became two ends with both.
            var end = start + word.Length;
            while (_places[end] == _places[end - 1]) end++;
            return (_places[start], _places[end] - _places[start]);
        }

        return null;
    }
}
