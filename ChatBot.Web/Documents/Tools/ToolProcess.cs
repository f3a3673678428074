using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace ChatBot.Web.Documents.Tools;

/// <summary>How a program ended.</summary>
internal enum ToolEnd
{
    /// <summary>By itself, with exit code 0.</summary>
    Succeeded,

    /// <summary>By itself, with another exit code, or by a signal.</summary>
    Failed,

    /// <summary>It was killed for taking too long.</summary>
    TimedOut,

    /// <summary>It was killed for writing too much.</summary>
    WroteTooMuch,

    /// <summary>It is not installed.</summary>
    Missing,
}

/// <summary>What a program did.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Output">What it wrote to standard output, cut at the limit.</param>
/// <param name="Errors">The beginning of what it wrote to standard error.</param>
internal sealed record ToolResult(ToolEnd End, string Output, string Errors);

/// <summary>
/// Runs a program such as <c>tesseract</c> with limits on its time, memory and output, without a shell. It and its children are killed at
/// a limit or when the caller gives up.
/// </summary>
internal static class ToolProcess
{
    private const int KeptErrors = 4096;

    /// <summary>Runs the program to its end.</summary>
    /// <param name="program">Its name, looked up on the PATH, or its path.</param>
    /// <param name="arguments">Its arguments, passed as they are.</param>
    /// <param name="limits">What it may use.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <param name="input">A line for its standard input, such as what others must not see among its arguments; null for none.</param>
    /// <exception cref="OperationCanceledException">It was cancelled, and killed.</exception>
    public static async Task<ToolResult> RunAsync(
        string program, IReadOnlyList<string> arguments, ToolLimits limits, CancellationToken cancellationToken, string? input = null)
    {
        if (ToolPath.Find(program) is not { } path) return new ToolResult(ToolEnd.Missing, "", "");
        using var process = new Process { StartInfo = StartInfo(path, arguments, limits) };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            return new ToolResult(ToolEnd.Missing, "", "");
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(limits.Time);
        var tooMuch = false;
        void Stop()
        {
            tooMuch = true;
            timeout.Cancel();
        }

        var output = ReadAsync(process.StandardOutput, (int)Math.Min(limits.OutputBytes, int.MaxValue / 2), Stop);
        var errors = ReadAsync(process.StandardError, 16 * 1024 * 1024, Stop, KeptErrors);
        await SendAsync(process.StandardInput, input).ConfigureAwait(false);
        try
        {
            await process.WaitForExitAsync(timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await KillAsync(process).ConfigureAwait(false);
        }

        var texts = await Task.WhenAll(output, errors).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        var end = tooMuch ? ToolEnd.WroteTooMuch
            : timeout.IsCancellationRequested ? ToolEnd.TimedOut
            : process.ExitCode == 0 ? ToolEnd.Succeeded : ToolEnd.Failed;
        return new ToolResult(end, texts[0], texts[1]);
    }

    private static ProcessStartInfo StartInfo(string path, IReadOnlyList<string> arguments, ToolLimits limits)
    {
        var info = new ProcessStartInfo
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        ChildEnvironment.Restrict(info.Environment);
        info.Environment["OMP_THREAD_LIMIT"] = "1";
        if (OperatingSystem.IsLinux() && ToolPath.Find("prlimit") is { } prlimit)
        {
            // The kernel's own limits hold even where this process dies before it can kill the other.
            info.FileName = prlimit;
            info.ArgumentList.Add($"--as={limits.MemoryBytes}");
            info.ArgumentList.Add($"--cpu={(long)limits.Time.TotalSeconds + 2}");
            info.ArgumentList.Add($"--fsize={limits.FileBytes}");
            info.ArgumentList.Add("--core=0");
            info.ArgumentList.Add("--");
            info.ArgumentList.Add(path);
        }
        else
        {
            info.FileName = path;
        }

        foreach (var argument in arguments) info.ArgumentList.Add(argument);
        return info;
    }

    private static async Task SendAsync(StreamWriter pipe, string? input)
    {
        try
        {
            if (input is not null) await pipe.WriteAsync(input + "\n").ConfigureAwait(false);
            pipe.Close();
        }
        catch (IOException)
        {
            // It ended without reading: the exit code tells.
        }
    }

    private static async Task<string> ReadAsync(StreamReader reader, int limit, Action stop, int kept = int.MaxValue)
    {
        var text = new StringBuilder();
        var buffer = new char[16 * 1024];
        long total = 0;
        while (await reader.ReadAsync(buffer).ConfigureAwait(false) is var read and > 0)
        {
            if (text.Length < kept) text.Append(buffer, 0, Math.Min(read, kept - text.Length));
            if ((total += read) <= limit) continue;
            stop();
            break;
        }

        return text.ToString();
    }

    private static async Task KillAsync(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or AggregateException or Win32Exception)
        {
            // It ended by itself meanwhile, or some child did.
        }

        await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
    }
}
