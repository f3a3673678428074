using ChatBot.Inference.Models;

namespace ChatBot.Benchmarks;

/// <summary>The machine's own limit on the decode rate.</summary>
internal static class BandwidthCommand
{
    public static int Run()
    {
        var threads = PhysicalCores.Count;
        var bandwidth = MemoryBandwidth.Measure(threads);
        Console.WriteLine($"{threads} threads read {bandwidth / 1e9:F1} GB/s; {ShippedModel.WeightBytes / 1e6:F1} MB of weights a token allow "
            + $"{bandwidth / ShippedModel.WeightBytes:F0} tok/s, {ShippedModel.WeightBytes / bandwidth * 1000:F2} ms a token.");
        return 0;
    }

    /// <summary>As many as our engine uses, for the peers to use too.</summary>
    public static int PrintThreads()
    {
        Console.WriteLine(PhysicalCores.Count);
        return 0;
    }
}
