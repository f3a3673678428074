namespace ChatBot.Benchmarks;

/// <summary>Of repeated measurements.</summary>
internal static class Statistics
{
    /// <summary>The middle one; of an even number the mean of the two in the middle.</summary>
    public static double Median(this IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
