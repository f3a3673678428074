using ChatBot.Inference.Generation;
using ChatBot.Inference.Tokenization;
using ChatBot.Tests.Tokenization;

namespace ChatBot.Tests.Generation;

/// <summary>What a reader sees of an answer, piece by piece, against the text of all its tokens at once.</summary>
public sealed class StreamedTextTests
{
    private static readonly string[] Snippets =
        ["Hello ", "wörld", "§", " <|end|> ", "日本語", "🤗", "👨‍👩‍👧", "\n\n", "STOP", "ST", "OP", "e\u0301", " ", "«a»", "0", "\t", "naïve", "မြန်မာ", "<", "|", "end", ">"];

    private static readonly string[] Stops = ["§", "STOP", "<|end|>", "\n\n", "🤗", "日本", "OPS", "ST§", "world"];

    public static TheoryData<string> Kinds => [.. Tokenizers.Names];

    /// <summary>Over all kinds of tokenizers more than 10,000 answers.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Random_answers_are_shown_as_they_are_up_to_the_first_stop_text(string kind)
    {
        var tokenizer = Tokenizers.Get(kind);
        var random = new Random(99);
        for (var i = 0; i < 1200; i++)
        {
            var valid = i % 2 == 0;
            int[] tokens = valid
                ? tokenizer.Encode(string.Concat(Enumerable.Range(0, random.Next(1, 20)).Select(_ => Snippets[random.Next(Snippets.Length)])))
                : [.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => random.Next(tokenizer.VocabularySize))];
            var whole = tokenizer.Decode(tokens);
            string[] stops = [.. Enumerable.Range(0, random.Next(0, 4)).Select(_ => random.Next(2) == 0 ? Stops[random.Next(Stops.Length)] : Stop(random, whole))];
            var end = stops.Select(stop => whole.IndexOf(stop, StringComparison.Ordinal)).Where(at => at >= 0).DefaultIfEmpty(whole.Length).Min();
            var expected = whole[..end];

            var shown = "";
            foreach (var piece in Stream(tokenizer, tokens, stops))
            {
                shown += piece;
                Assert.True(expected.StartsWith(shown, StringComparison.Ordinal), $"Shown: {shown}\nof: {whole}\nstops: {string.Join(' ', stops)}");
                Assert.False(piece.Length > 0 && char.IsHighSurrogate(piece[^1]), "A piece ends inside a character.");
            }

            Assert.Equal(expected, shown);
            if (valid) Assert.DoesNotContain('\uFFFD', shown);
        }
    }

    /// <summary>A part of the text, often with something else behind it, so that it nearly comes true.</summary>
    private static string Stop(Random random, string text)
    {
        string[] characters = [.. text.EnumerateRunes().Select(rune => rune.ToString())];
        if (characters.Length == 0) return "§";
        var part = string.Concat(characters.Skip(random.Next(characters.Length)).Take(random.Next(1, 13)));
        return random.Next(3) == 0 ? part + Stops[random.Next(Stops.Length)] : part;
    }

    private static IEnumerable<string> Stream(TextTokenizer tokenizer, int[] tokens, string[] stops)
    {
        var detokenizer = tokenizer.CreateDetokenizer();
        var filter = new StopSequences(stops);
        foreach (var token in tokens)
        {
            yield return filter.Append(detokenizer.Append(token));
            if (filter.Stopped) yield break;
        }

        yield return filter.Append(detokenizer.Flush());
        yield return filter.Flush();
    }
}
