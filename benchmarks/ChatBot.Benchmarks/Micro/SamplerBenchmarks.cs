using BenchmarkDotNet.Attributes;
using ChatBot.Inference.Generation;
using ChatBot.Inference.Models;

namespace ChatBot.Benchmarks.Micro;

/// <summary>Choosing one token of the shipped model's vocabulary.</summary>
[MemoryDiagnoser]
public class SamplerBenchmarks
{
    private const int Vocabulary = 49152;
    private readonly float[] _logits = new float[Vocabulary];
    private readonly float[] _scratch = new float[Vocabulary];
    private Sampler _greedy = null!;
    private Sampler _modelDefaults = null!;
    private Sampler _topPOnly = null!;

    [GlobalSetup]
    public void Setup()
    {
        // Roughly what a language model's scores look like: a bell with a few clear favourites.
        var random = new Random(7);
        for (var i = 0; i < _logits.Length; i++) _logits[i] = (float)(2.5 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        for (var i = 0; i < 20; i++) _logits[random.Next(Vocabulary)] = 10 + i * 0.5f;

        var prompt = Enumerable.Range(0, 200).Select(_ => random.Next(Vocabulary)).ToArray();
        var search = GenAiConfig.Load(ShippedModel.Folder).Search;
        _greedy = new Sampler(SamplingSettings.Greedy, prompt, Vocabulary);
        _modelDefaults = new Sampler(SamplingSettings.From(search, new() { Seed = 1 }), prompt, Vocabulary);
        _topPOnly = new Sampler(new SamplingSettings { TopP = 0.95f, Seed = 1 }, prompt, Vocabulary);
    }

    [Benchmark(Baseline = true)]
    public int Greedy() => Next(_greedy);

    [Benchmark]
    public int ModelDefaults() => Next(_modelDefaults);

    [Benchmark]
    public int TopPOfTheWholeVocabulary() => Next(_topPOnly);

    private int Next(Sampler sampler)
    {
        _logits.CopyTo(_scratch, 0);
        return sampler.Next(_scratch);
    }
}
