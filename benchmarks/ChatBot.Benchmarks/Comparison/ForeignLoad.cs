namespace ChatBot.Benchmarks.Comparison;

/// <summary>
/// How much of the machine everybody else used while one process was timed: a decode step keeps every core busy, so that another program's
/// share is time lost, and lost to a different extent by each engine's way of waiting for its threads.
/// </summary>
internal sealed class ForeignLoad(int process)
{
    /// <summary>What is measured while others use more of the machine than this does not count.</summary>
    public const double Quiet = 0.05;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private readonly (long Total, long Busy) _machine = ProcFiles.MachineTicks();
    private readonly long _own = ProcFiles.ProcessTicks(process);

    /// <summary>Waits, though no longer than told, until nobody else is busy.</summary>
    public static async Task WaitForQuietAsync(TimeSpan patience)
    {
        for (var waited = TimeSpan.Zero; waited < patience; waited += Look)
        {
            var load = new ForeignLoad(Environment.ProcessId);
            await Task.Delay(Look);
            if (load.Share() <= Quiet) return;
        }
    }

    /// <summary>The others' share of all processors since the creation of this, 0 to 1.</summary>
    public double Share()
    {
        var machine = ProcFiles.MachineTicks();
        double total = machine.Total - _machine.Total, foreign = machine.Busy - _machine.Busy - (ProcFiles.ProcessTicks(process) - _own);
        return total > 0 ? Math.Clamp(foreign / total, 0, 1) : 0;
    }
}
