namespace ChatBot.Inference.Generation.Scheduling;

/// <summary>
/// How many tokens of a prompt to read between two decode steps, so that nobody's answer halts noticeably: measured, because it depends on the
/// model, the machine, the texts' lengths and the number of rows. Not thread-safe.
/// </summary>
/// <param name="delayInSteps">How many decode steps a chunk may take.</param>
internal sealed class PrefillPace(double delayInSteps)
{
    /// <summary>The first chunk, before anything is known: as long as about one step.</summary>
    private const int FirstChunk = 8;

    private const int ShortestChunk = 2;

    /// <summary>How much the latest measurement counts.</summary>
    private const double Weight = 0.3;

    private double _token;
    private int _last = FirstChunk;

    /// <summary>Ticks of one decode step; 0 until one was measured.</summary>
    public double Step { get; private set; }

    /// <summary>The most tokens to read now.</summary>
    /// <param name="longest">The most that one run reads.</param>
    /// <param name="someoneWaits">Whether an answer is being written meanwhile.</param>
    public int Chunk(int longest, bool someoneWaits)
    {
        if (!someoneWaits) return longest;
        var affordable = Step > 0 && _token > 0 ? Math.Min(delayInSteps * Step / _token, 2.0 * _last) : FirstChunk;
        return Math.Min(longest, Math.Max(ShortestChunk, (int)affordable));
    }

    /// <summary>A decode step took this long.</summary>
    public void Stepped(TimeSpan time) => Step = Step == 0 ? time.Ticks : Step + (Weight * (time.Ticks - Step));

    /// <summary>A chunk of this many tokens took this long.</summary>
    public void Read(int tokens, TimeSpan time)
    {
        var token = (double)time.Ticks / tokens;

        // Dearer counts at once: the next chunk must not be too long. Cheaper must prove itself.
        _token = _token == 0 || token > _token ? token : _token + (Weight * (token - _token));
        _last = tokens;
    }
}
