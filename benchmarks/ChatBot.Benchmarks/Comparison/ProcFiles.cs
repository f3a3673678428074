using System.Globalization;

namespace ChatBot.Benchmarks.Comparison;

/// <summary>What Linux tells about processes and the machine (https://man7.org/linux/man-pages/man5/proc.5.html).</summary>
internal static class ProcFiles
{
    /// <summary>Resident memory of a process, now (VmRSS) and at its peak (VmHWM), in bytes.</summary>
    public static (long Now, long Peak) ResidentMemory(int process)
    {
        var status = File.ReadAllLines($"/proc/{process}/status");
        return (Kilobytes("VmRSS:") * 1024, Kilobytes("VmHWM:") * 1024);

        long Kilobytes(string name) => Number(status.First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]);
    }

    /// <summary>Clock ticks that all processors together had, and that they spent working or were denied by the machine's host.</summary>
    public static (long Total, long Busy) MachineTicks()
    {
        // user nice system idle iowait irq softirq steal, then guests, who are counted in user already
        var ticks = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9].Select(Number).ToArray();
        return (ticks.Sum(), ticks.Sum() - ticks[3] - ticks[4]);
    }

    /// <summary>Clock ticks that a process has worked, in user and kernel mode, over all its threads.</summary>
    public static long ProcessTicks(int process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return Number(fields[11]) + Number(fields[12]);
    }

    public static string LoadAverage() => string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]);

    public static string Processor() => File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
        is { } line ? line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() : "unknown processor";

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
