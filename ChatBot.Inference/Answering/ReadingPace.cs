namespace ChatBot.Inference.Answering;

/// <summary>
/// How fast this machine reads with this model, measured on what it reads; says how many windows a question may take. Thread-safe.
/// </summary>
/// <param name="time">
/// The clock. One that counts processor time (<see cref="ThreadClock"/>) gives a busy machine as many windows as an idle one: it takes longer, and
/// finds the same.
/// </param>
/// <param name="workers">Windows read at the same time.</param>
internal sealed class ReadingPace(TimeProvider time, int workers)
{
    /// <summary>A question of a document of any length should be answered within four seconds; the rest of them is for tokens and a busy machine.</summary>
    private static readonly TimeSpan Target = TimeSpan.FromSeconds(2.5);

    /// <summary>Fewer would miss answers on a slow machine, where people wait longer anyway.</summary>
    private const int Fewest = 24;

    private const int Most = 1024;

    private long _ticksPerWindow = long.MaxValue;

    /// <summary>
    /// The most windows to read for one question, in steps of eight, so that the same question mostly reads the same windows. The fastest
    /// window counts: the others tell of what else the machine does.
    /// </summary>
    public int Budget
    {
        get
        {
            var ticks = Interlocked.Read(ref _ticksPerWindow);
            return (int)Math.Clamp(Target.Ticks * workers / ticks / 8 * 8, Fewest, Most);
        }
    }

    /// <summary>Measures the run of a batch.</summary>
    /// <param name="windows">Full windows in it.</param>
    /// <param name="started">The timestamp it began at.</param>
    public void Add(int windows, long started)
    {
        var ticks = Math.Max(1, time.GetElapsedTime(started).Ticks / windows);
        for (var known = Interlocked.Read(ref _ticksPerWindow); ticks < known;)
        {
            var seen = Interlocked.CompareExchange(ref _ticksPerWindow, ticks, known);
            if (seen == known) return;
            known = seen;
        }
    }
}
