using System.Runtime.InteropServices;

namespace ChatBot.Inference.Generation.Speculation;

/// <summary>
/// Guesses how a text goes on: as it did when its last tokens came before, in the prompt or in the answer
/// (Saxena: Prompt lookup decoding, https://github.com/apoorvumang/prompt-lookup-decoding). Right where an answer copies, as in editing, quoting and code.
/// </summary>
internal static class PromptLookup
{
    /// <summary>Fewer tokens come before by chance.</summary>
    public const int ShortestMatch = 3;

    private const int LongestMatch = 6;

    /// <summary>The tokens that may follow.</summary>
    /// <param name="text">The prompt and the answer so far.</param>
    /// <param name="count">The most tokens to guess.</param>
    /// <returns>Empty where the end of the text never came before.</returns>
    public static int[] Guess(List<int> text, int count)
    {
        var tokens = CollectionsMarshal.AsSpan(text);
        if (count <= 0 || tokens.Length <= ShortestMatch) return [];
        var before = tokens[..^1];
        var at = before.LastIndexOf(tokens[^ShortestMatch..]);
        if (at < 0) return [];

        // Of the latest places, the one with more of the text before it in common is more likely to go on alike.
        var (best, longest) = (at, Common(tokens, at));
        for (var tries = 0; longest < LongestMatch && tries < 8 && at > 0; tries++)
        {
            at = before[..(at + ShortestMatch - 1)].LastIndexOf(tokens[^ShortestMatch..]);
            if (at < 0) break;
            if (Common(tokens, at) is var common && common > longest) (best, longest) = (at, common);
        }

        // A text that repeats itself goes on into what is guessed.
        var guess = new int[count];
        for (var i = 0; i < count; i++)
        {
            var from = best + ShortestMatch + i;
            guess[i] = from < tokens.Length ? tokens[from] : guess[from - tokens.Length];
        }

        return guess;
    }

    /// <summary>How many tokens up to the end of the match at a place are those up to the end of the text.</summary>
    private static int Common(ReadOnlySpan<int> tokens, int at)
    {
        var common = ShortestMatch;
        while (common < LongestMatch && at + ShortestMatch - common > 0 && tokens.Length - common - 1 >= 0
            && tokens[at + ShortestMatch - common - 1] == tokens[tokens.Length - common - 1])
            common++;
        return common;
    }
}
