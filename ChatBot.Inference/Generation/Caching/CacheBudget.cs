namespace ChatBot.Inference.Generation.Caching;

/// <summary>How much memory a model's cache may take where nobody says.</summary>
internal static class CacheBudget
{
    private const long Most = 4L << 30, Least = 256L << 20;

    /// <summary>The bytes for a wish in megabytes; 0 is an eighth of what the process may use.</summary>
    public static long Bytes(int megabytes) => megabytes > 0
        ? (long)megabytes << 20
        : Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8, Least, Most);
}
