namespace ChatBot.Inference.Models;

/// <summary>
/// How many cores a computation bound by memory should use: two hardware threads of one core only get in each other's way.
/// </summary>
internal static class PhysicalCores
{
    private const string LinuxCpus = "/sys/devices/system/cpu";

    /// <summary>Physical cores, at most as many as the process may use, at least one.</summary>
    public static int Count { get; } = Math.Max(1, Math.Min(Environment.ProcessorCount, OnLinux() ?? Environment.ProcessorCount));

    private static int? OnLinux()
    {
        try
        {
            if (!Directory.Exists(LinuxCpus)) return null;
            var cores = Directory.EnumerateDirectories(LinuxCpus, "cpu*")
                .Select(cpu => Path.Combine(cpu, "topology", "thread_siblings_list"))
                .Where(File.Exists)
                .Select(File.ReadAllText)
                .Distinct()
                .Count();
            return cores > 0 ? cores : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
