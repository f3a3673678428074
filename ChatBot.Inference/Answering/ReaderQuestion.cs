using System.Buffers;
using ChatBot.Inference.Tokenization;

namespace ChatBot.Inference.Answering;

/// <summary>A question as the model reads it.</summary>
/// <param name="Text">Without space at its ends.</param>
/// <param name="Ids">Its tokens, cut to what the model takes.</param>
/// <param name="WasCut">Whether there were more.</param>
/// <remarks>
/// Of a text that is too long the model reads the last sentence that asks, with those before it that ask too: people tell first what they ask about,
/// and what is told beside a question makes readers, which were trained on questions alone, unsure. Where nothing asks, it reads the beginning.
/// </remarks>
internal sealed record ReaderQuestion(string Text, int[] Ids, bool WasCut)
{
    /// <summary>The longest text that is looked at; far more than any number of tokens that are kept.</summary>
    private const int LongestText = 10_000;

    /// <summary>The Latin, the full-width, the Arabic and the Greek one.</summary>
    private static readonly SearchValues<char> Marks = SearchValues.Create("?\uFF1F\u061F\u037E");

    /// <summary>Tokenizes a question.</summary>
    /// <exception cref="ArgumentException">There is no question in it; the message can be shown.</exception>
    public static ReaderQuestion Of(TextTokenizer tokenizer, string question, int longest)
    {
        var whole = question.Trim();
        var text = Shorten(whole);
        var tokens = text.Length == 0 ? [] : tokenizer.EncodeWithOffsets(text);
        if (tokens.Count == 0) throw new ArgumentException("Type a question about the documents, such as “When is the invoice due?”.", nameof(question));
        var (first, count) = tokens.Count > longest ? Asking(text, tokens, longest) : (0, tokens.Count);
        var ids = tokens.Skip(first).Take(count).Select(token => token.Id).ToArray();
        return new ReaderQuestion(text, ids, count < tokens.Count || text.Length < whole.Length);
    }

    private static string Shorten(string text)
    {
        if (text.Length <= LongestText) return text;
        var start = Math.Max(0, LastMark(text) + 1 - LongestText);
        return text.Substring(start, LongestText);
    }

    /// <summary>Which tokens to keep of a text that has too many.</summary>
    private static (int First, int Count) Asking(string text, IReadOnlyList<TokenSpan> tokens, int longest)
    {
        var mark = LastMark(text);
        if (mark < 0) return (0, longest);
        var behind = TokenAt(mark + 1);
        var first = behind;
        for (var end = mark + 1; end > 0 && Marks.Contains(text[end - 1]);)
        {
            var start = Sentences.Around(text, end - 1, end).Start;
            var token = TokenAt(start);
            if (first < behind && behind - token > longest) break;
            first = token;
            end = text.AsSpan(0, start).TrimEnd().Length;
        }

        return (first, Math.Min(behind - first, longest));

        int TokenAt(int offset)
        {
            var token = 0;
            while (token < tokens.Count && tokens[token].Start < offset) token++;
            return token;
        }
    }

    /// <summary>The last question mark that ends something, as one in the middle of an address does not; -1 where there is none.</summary>
    private static int LastMark(string text)
    {
        var at = text.AsSpan().LastIndexOfAny(Marks);
        while (at >= 0 && at + 1 < text.Length && !char.IsWhiteSpace(text[at + 1]) && !char.IsPunctuation(text[at + 1]))
            at = text.AsSpan(0, at).LastIndexOfAny(Marks);
        return at;
    }
}
