using System.Numerics.Tensors;

namespace ChatBot.Inference.Generation;

/// <summary>
/// Chooses the next token of one answer. The steps are those of Hugging Face transformers in its order: repetition penalty, no-repeat
/// n-gram, temperature, top-k, top-p, min-p. Not thread-safe: one a running answer. Allocates nothing a token once its buffers have grown.
/// </summary>
internal sealed class Sampler
{
    private readonly SamplingSettings _settings;
    private readonly List<int> _history = [];
    private readonly PenaltyLedger _seen;
    private readonly Candidates _candidates = new();
    private SplitMix64 _random;

    /// <param name="settings">How to choose.</param>
    /// <param name="prompt">The tokens before the answer: penalties count them.</param>
    /// <param name="vocabulary">How many scores a step has.</param>
    /// <param name="chance">Where the random numbers begin if the settings have no seed; null takes another place each time.</param>
    public Sampler(SamplingSettings settings, ReadOnlySpan<int> prompt, int vocabulary, long? chance = null)
    {
        _settings = settings;
        _random = new SplitMix64((settings.Seed ?? chance) is { } seed ? (ulong)seed : (ulong)Random.Shared.NextInt64());
        _seen = new PenaltyLedger(settings, vocabulary);
        _history.AddRange(prompt);
        foreach (var token in prompt) _seen.AddPrompt(token);
    }

    /// <summary>Chooses a token and remembers it.</summary>
    /// <param name="logits">[vocabulary]; overwritten.</param>
    public int Next(Span<float> logits)
    {
        Penalise(logits);
        var token = _settings.IsGreedy ? IndexOfMax(logits) : Draw(logits);
        _history.Add(token);
        _seen.AddAnswer(token);
        return token;
    }

    /// <summary>The probability of every token as the next one, [vocabulary]. Remembers nothing.</summary>
    /// <param name="logits">[vocabulary]; overwritten.</param>
    public float[] Probabilities(Span<float> logits)
    {
        var probabilities = new float[logits.Length];
        Penalise(logits);
        if (_settings.IsGreedy)
        {
            probabilities[IndexOfMax(logits)] = 1;
            return probabilities;
        }

        _candidates.Select(logits, _settings);
        for (var i = 0; i < _candidates.Count; i++) probabilities[_candidates.Ids[i]] = _candidates.Probabilities[i];
        return probabilities;
    }

    private void Penalise(Span<float> logits)
    {
        _seen.Apply(logits);
        if (_settings.NoRepeatNgramSize > 0) BanRepeatedNgrams(logits, _settings.NoRepeatNgramSize);
    }

    private int Draw(ReadOnlySpan<float> logits)
    {
        _candidates.Select(logits, _settings);
        var left = _random.NextSingle();
        for (var i = 0; i < _candidates.Count; i++)
        {
            left -= _candidates.Probabilities[i];
            if (left < 0) return _candidates.Ids[i];
        }

        // Rounding can leave a sliver behind the last candidate.
        return _candidates.Ids[0];
    }

    private void BanRepeatedNgrams(Span<float> logits, int size)
    {
        var history = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_history);
        if (history.Length < size) return;
        var prefix = history[^(size - 1)..];
        for (var start = 0; start + size <= history.Length; start++)
        {
            if (history.Slice(start, size - 1).SequenceEqual(prefix)) logits[history[start + size - 1]] = float.NegativeInfinity;
        }
    }

    /// <summary>The lowest id of the highest score; scores that are not numbers never win.</summary>
    private static int IndexOfMax(ReadOnlySpan<float> logits)
    {
        var index = TensorPrimitives.IndexOfMax(logits);
        if (!float.IsNaN(logits[index])) return index;
        var best = -1;
        for (var i = 0; i < logits.Length; i++)
        {
            if (!float.IsNaN(logits[i]) && (best < 0 || logits[i] > logits[best])) best = i;
        }

        return best >= 0 ? best : throw new InvalidDataException("The model's scores are not numbers: its weights are damaged, or its number type overflows.");
    }
}
