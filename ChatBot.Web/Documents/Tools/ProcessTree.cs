using System.Diagnostics;
using System.Globalization;

namespace ChatBot.Web.Documents.Tools;

/// <summary>
/// Watches a process and its descendants: how much memory they use together, and which of them outlive it. Descendants are seen on Linux
/// only; elsewhere it watches the process alone.
/// </summary>
internal sealed class ProcessTree(Process root)
{
    // A killed process ends at once, but not before a busy machine gives it a turn; one that waits for a broken disk may not end at all.
    private const int LongestWait = 10_000;
    private const int WaitStep = 5;

    private readonly Dictionary<int, string> _seen = [];

    /// <summary>The resident memory of all of them, in bytes; 0 where they are gone.</summary>
    public long MemoryBytes()
    {
        try
        {
            if (!OperatingSystem.IsLinux())
            {
                root.Refresh();
                return root.WorkingSet64;
            }

            return Measure(root.Id, 0);
        }
        catch (InvalidOperationException)
        {
            return 0;
        }
    }

    /// <summary>Kills the process and all its descendants, also those that outlived it, and waits until they are gone.</summary>
    public async Task KillAsync()
    {
        if (!root.HasExited) MemoryBytes(); // sees the youngest
        Kill();
        for (var waited = 0; waited < LongestWait && _seen.Any(process => StartOf(process.Key) == process.Value); waited += WaitStep)
            await Task.Delay(WaitStep).ConfigureAwait(false);
    }

    private void Kill()
    {
        try
        {
            root.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or AggregateException or System.ComponentModel.Win32Exception)
        {
            // It ended by itself meanwhile, or some descendant did.
        }

        foreach (var (id, start) in _seen)
        {
            // The system may have given the number to another process since.
            if (id == root.Id || StartOf(id) != start) continue;
            try
            {
                using var orphan = Process.GetProcessById(id);
                orphan.Kill();
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                // It ended by itself meanwhile.
            }
        }
    }

    private long Measure(int id, int depth)
    {
        if (depth > 8 || StartOf(id) is not { } start) return 0;
        _seen[id] = start;
        var pages = Read($"/proc/{id}/statm")?.Split(' ') is [_, var resident, ..] && long.TryParse(resident, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : 0;
        var bytes = pages * Environment.SystemPageSize;
        try
        {
            foreach (var task in Directory.EnumerateDirectories($"/proc/{id}/task"))
            {
                foreach (var child in (Read(Path.Combine(task, "children")) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    if (int.TryParse(child, NumberStyles.None, CultureInfo.InvariantCulture, out var childId)) bytes += Measure(childId, depth + 1);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile.
        }

        return bytes;
    }

    // Field 22 of /proc/<id>/stat, counted behind the name, which may hold spaces and brackets; null of a process that has ended.
    private static string? StartOf(int id)
    {
        var stat = Read($"/proc/{id}/stat");
        var fields = stat?[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields is { Length: > 19 } && fields[0] is not ("Z" or "X") ? fields[19] : null;
    }

    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
