using ChatBot.Web.Conversations.Storage;

namespace ChatBot.Web.Components.History;

/// <summary>Finds the words that were searched for in a text that is shown.</summary>
internal static class Highlight
{
    /// <summary>Cuts a text into pieces, those that were searched for and those between. Case and accents do not count.</summary>
    /// <param name="text">The text.</param>
    /// <param name="words">The words that were searched for.</param>
    /// <returns>The pieces in order; joined they are the text.</returns>
    public static IReadOnlyList<(string Text, bool IsHit)> Split(string text, IReadOnlyList<string> words)
    {
        List<(string, bool)> pieces = [];
        var (folded, looked) = (new FoldedText(text), words.Select(SearchText.FoldLetters).ToList());
        var plain = 0;
        while (Next(folded, looked, plain) is (var at, var length))
        {
            if (at > plain) pieces.Add((text[plain..at], false));
            pieces.Add((text.Substring(at, length), true));
            plain = at + length;
        }

        if (plain < text.Length) pieces.Add((text[plain..], false));
        return pieces;
    }

    /// <summary>The first word that stands in a text from a place on, the longest where two begin at one place; null where none does.</summary>
    private static (int At, int Length)? Next(FoldedText text, List<string> words, int from)
    {
        (int At, int Length)? best = null;
        foreach (var word in words)
        {
            if (text.Find(word, from) is not { } found) continue;
            if (best is not { } other || found.At < other.At || (found.At == other.At && found.Length > other.Length)) best = found;
        }

        return best;
    }
}
