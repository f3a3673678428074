using ChatBot.Inference.Tokenization.Subwords;
using FsCheck;

namespace ChatBot.Tests.Tokenization;

public sealed class LongTextTests
{
    [Property]
    public void Long_pieces_merge_as_short_ones_do(NonNull<byte[]> choices)
    {
        // A grammar of merges with many ties; the same symbols by the heap and by the definition.
        List<(int Left, int Right, int Merged)> merges =
            [(0, 1, 3), (1, 2, 4), (3, 2, 5), (0, 0, 6), (6, 6, 7), (5, 5, 8), (4, 0, 9), (7, 3, 10), (2, 2, 11), (11, 2, 12), (2, 11, 13)];
        var symbols = choices.Get.Concat(choices.Get).Concat(Enumerable.Range(0, 90).Select(i => (byte)(i * i))).Select(value => value % 3).ToArray();
        var run = new SymbolRun(symbols.Length);
        for (var i = 0; i < symbols.Length; i++) run.Add(symbols[i], i, i + 1);
        run.Merge(new MergeTable(merges));
        var sink = new TokenSink(withOffsets: false);
        run.CopyTo(sink);
        run.Dispose();

        Assert.Equal(ByDefinition([.. symbols], merges), sink.Ids);
    }

    [Theory]
    [InlineData("gpt-2")]
    [InlineData("phi-3")]
    [InlineData("minilm")]
    public void Two_hundred_thousand_letters_without_a_space_are_encoded(string name)
    {
        // A quadratic algorithm would need many minutes here; the test run's own limit is the judge.
        var text = string.Create(200_000, 0, (units, _) =>
        {
            for (var i = 0; i < units.Length; i++) units[i] = (char)('a' + (i * 7919 % 26));
        });
        var tokenizer = Tokenizers.Get(name);
        var ids = tokenizer.Encode(text);

        Assert.NotEmpty(ids);
        if (name != "minilm") Assert.Equal(text, tokenizer.Decode(ids));
    }

    private static List<int> ByDefinition(List<int> symbols, List<(int Left, int Right, int Merged)> merges)
    {
        while (true)
        {
            var (best, at) = (int.MaxValue, -1);
            for (var i = 0; i + 1 < symbols.Count; i++)
            {
                var rank = merges.FindIndex(merge => merge.Left == symbols[i] && merge.Right == symbols[i + 1]);
                if (rank >= 0 && rank < best) (best, at) = (rank, i);
            }

            if (at < 0) return symbols;
            symbols[at] = merges[best].Merged;
            symbols.RemoveAt(at + 1);
        }
    }
}
