using System.Globalization;
using System.Runtime.InteropServices;

namespace ChatBot.Inference.Models;

/// <summary>
/// Moves the memory of loaded weights to pages of 2 MB. Each decode step reads all weights once, and with pages of 4 kB the processor has to look up
/// hundreds of times as many addresses. Does nothing where the system has no such call (Linux has it since 6.1), and never fails. Thread-safe.
/// </summary>
internal static unsafe partial class HugePages
{
    private const string Mappings = "/proc/self/maps";

    private const long HugePage = 2 << 20;

    /// <summary>madvise's MADV_COLLAPSE: at once, and whatever the system's setting for huge pages is.</summary>
    private const int Collapse = 25;

    /// <summary>The large pieces of memory there are now.</summary>
    public static IReadOnlySet<(long Start, long End)> Snapshot() => Read();

    /// <summary>Moves what came since a snapshot, as far as nearly all of a huge page is in use: memory does not grow by more than a sixteenth.</summary>
    /// <returns>The bytes moved.</returns>
    public static long GatherSince(IReadOnlySet<(long Start, long End)> before)
    {
        var moved = 0L;
        foreach (var (start, end) in Read())
        {
            if (before.Contains((start, end))) continue;
            for (var page = (start + HugePage - 1) / HugePage * HugePage; page + HugePage <= end; page += HugePage)
            {
                if (IsInUse(page) && Advise((void*)page, (nuint)HugePage, Collapse) == 0) moved += HugePage;
            }
        }

        return moved;
    }

    private static bool IsInUse(long page)
    {
        var pages = (int)(HugePage / Environment.SystemPageSize);
        Span<byte> resident = stackalloc byte[pages];
        fixed (byte* vector = resident)
        {
            if (InCore((void*)page, (nuint)HugePage, vector) != 0) return false;
        }

        return resident.Count((byte)1) >= pages / 16 * 15;
    }

    /// <summary>Private memory without a file behind it, at least one huge page long.</summary>
    private static HashSet<(long Start, long End)> Read()
    {
        HashSet<(long Start, long End)> pieces = [];
        if (!OperatingSystem.IsLinux()) return pieces;
        try
        {
            foreach (var line in File.ReadLines(Mappings))
            {
                var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (fields.Length != 5 && fields is not [.., "[heap]"]) continue;
                var dash = fields[0].IndexOf('-', StringComparison.Ordinal);
                if (fields[1] == "rw-p"
                    && long.TryParse(fields[0].AsSpan(0, dash), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var start)
                    && long.TryParse(fields[0].AsSpan(dash + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var end)
                    && end - start >= HugePage)
                    pieces.Add((start, end));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            pieces.Clear();
        }

        return pieces;
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);

    [LibraryImport("libc", EntryPoint = "mincore")]
    private static partial int InCore(void* address, nuint length, byte* vector);
}
