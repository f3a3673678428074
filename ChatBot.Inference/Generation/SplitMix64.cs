namespace ChatBot.Inference.Generation;

/// <summary>
/// A small random generator whose sequence a seed fixes for good, on every machine and runtime
/// (Steele, Lea, Flood: Fast splittable pseudorandom number generators, https://doi.org/10.1145/2714064.2660195).
/// </summary>
internal struct SplitMix64(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A number at least 0 and below 1, of 24 random bits.</summary>
    public float NextSingle()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return ((z ^ (z >> 31)) >> 40) * (1f / (1 << 24));
    }
}
