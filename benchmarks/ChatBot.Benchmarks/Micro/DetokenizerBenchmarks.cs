using BenchmarkDotNet.Attributes;
using ChatBot.Inference.Tokenization;

namespace ChatBot.Benchmarks.Micro;

/// <summary>Turning an answer's tokens into text, one by one; the figures are for a token.</summary>
[MemoryDiagnoser]
public class DetokenizerBenchmarks
{
    private const int Tokens = 100;
    private const string Text = """
        The lighthouse keeper — old Émile, of whom the whole café spoke — had counted the waves: 1,024 of them. "Ship!" he cried, in 日本語 and in English 🚢.
        Then he climbed the stairs, lit the lamp, and waited until the storm had blown itself out over the black rocks of the northern shore. Nobody ever
        learned what he had seen that night, but in the morning the ship lay safely in the harbour, and the keeper slept in his chair beside the lamp.
        """;

    private TextTokenizer _tokenizer = null!;
    private int[] _ids = [];

    [GlobalSetup]
    public void Setup()
    {
        _tokenizer = TokenizerJson.Load(Path.Combine(ShippedModel.Folder, "tokenizer.json"));
        _ids = _tokenizer.Encode(Text)[..Tokens];
    }

    [Benchmark(OperationsPerInvoke = Tokens)]
    public int Stream()
    {
        var detokenizer = _tokenizer.CreateDetokenizer();
        var length = 0;
        foreach (var id in _ids) length += detokenizer.Append(id).Length;
        return length + detokenizer.Flush().Length;
    }
}
