using System.Diagnostics;
using System.Text;
using System.Text.Json;
using ChatBot.Web.Documents.Tools;

namespace ChatBot.Web.Documents.Extraction;

/// <summary>How the reading process ended.</summary>
internal enum WorkerEnd
{
    Answered,
    Crashed,
    Stalled,
    TooSlow,
    TooMuchMemory,
    TooMuchOutput,
}

/// <summary>One run of the reading process, watched until it ends or must be killed.</summary>
internal sealed class WorkerRun(WorkerRequest request, IProgress<ExtractionProgress>? progress, TimeProvider time)
{
    private static readonly TimeSpan Watch = TimeSpan.FromMilliseconds(100);
    private const int LongestLine = 4096;
    private const int KeptErrors = 4096;

    private long _lastProgress;
    private volatile ExtractionStage _stage = ExtractionStage.Opening;

    /// <summary>The end of what the process wrote to standard error, for the log.</summary>
    public string Errors { get; private set; } = "";

    /// <summary>Runs the process to its end.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled; the process and its tools are dead.</exception>
    public async Task<(WorkerEnd End, WorkerAnswer? Answer)> RunAsync(CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = WorkerProgram.StartInfo(request.Limits) };
        process.Start();
        var tree = new ProcessTree(process);
        Task output = Task.CompletedTask, errors = Task.CompletedTask;
        WorkerEnd? stopped = null;
        try
        {
            output = ReadProgressAsync(process.StandardOutput);
            errors = ReadErrorsAsync(process.StandardError);
            await SendAsync(process).ConfigureAwait(false);
            stopped = await WatchAsync(process, tree, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await tree.KillAsync().ConfigureAwait(false);
            await Task.WhenAll(process.WaitForExitAsync(CancellationToken.None), output, errors).ConfigureAwait(false);
        }

        if (stopped is { } reason) return (reason, null);
        if (process.ExitCode != 0) return (WorkerEnd.Crashed, null);
        return await ReadAnswerAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task SendAsync(Process process)
    {
        try
        {
            await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(request, DocumentJsonContext.Plain.WorkerRequest)).ConfigureAwait(false);
            await process.StandardInput.FlushAsync(CancellationToken.None).ConfigureAwait(false); // and stays open: its end tells that the server is gone
        }
        catch (IOException)
        {
            // It died at once: the exit code tells.
        }
    }

    private async Task<WorkerEnd?> WatchAsync(Process process, ProcessTree tree, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        Volatile.Write(ref _lastProgress, start);
        var exited = process.WaitForExitAsync(cancellationToken);
        while (await Task.WhenAny(exited, Task.Delay(Watch, cancellationToken)).ConfigureAwait(false) != exited)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (tree.MemoryBytes() > request.Limits.MemoryBytes) return WorkerEnd.TooMuchMemory;
            if (time.GetElapsedTime(start) > request.Limits.DocumentTime) return WorkerEnd.TooSlow;
            // Tools have time limits of their own; the parser has this one.
            if (_stage != ExtractionStage.Ocr && time.GetElapsedTime(Volatile.Read(ref _lastProgress)) > request.Limits.StallTime + request.Limits.FallbackTime * (request.UsePoppler ? 1 : 0))
                return WorkerEnd.Stalled;
        }

        cancellationToken.ThrowIfCancellationRequested();
        return null;
    }

    private async Task<(WorkerEnd End, WorkerAnswer? Answer)> ReadAnswerAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var file = File.OpenRead(Path.Combine(request.Folder, WorkerRequest.AnswerFile));
            if (file.Length > request.Limits.OutputBytes) return (WorkerEnd.TooMuchOutput, null);
            var answer = await JsonSerializer.DeserializeAsync(file, DocumentJsonContext.Plain.WorkerAnswer, cancellationToken).ConfigureAwait(false);
            return answer is { Document: not null } or { Problem: not null } ? (WorkerEnd.Answered, answer) : (WorkerEnd.Crashed, null);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return (WorkerEnd.Crashed, null);
        }
    }

    private async Task ReadProgressAsync(StreamReader reader)
    {
        var line = new StringBuilder();
        var buffer = new char[1024];
        while (await reader.ReadAsync(buffer).ConfigureAwait(false) is var read and > 0)
        {
            foreach (var c in buffer.AsSpan(0, read))
            {
                if (c != '\n')
                {
                    if (line.Length < LongestLine) line.Append(c);
                    continue;
                }

                Report(line.ToString());
                line.Clear();
            }
        }
    }

    private void Report(string line)
    {
        try
        {
            if (JsonSerializer.Deserialize(line, DocumentJsonContext.Plain.ExtractionProgress) is not { } value) return;
            _stage = value.Stage;
            Volatile.Write(ref _lastProgress, time.GetTimestamp());
            progress?.Report(value);
        }
        catch (JsonException)
        {
            // A library wrote to standard output.
        }
    }

    private async Task ReadErrorsAsync(StreamReader reader)
    {
        var buffer = new char[1024];
        while (await reader.ReadAsync(buffer).ConfigureAwait(false) is var read and > 0)
        {
            if (Errors.Length < KeptErrors) Errors += new string(buffer, 0, Math.Min(read, KeptErrors - Errors.Length));
        }
    }
}
