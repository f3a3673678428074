using System.Diagnostics;
using System.Text.Json;
using ChatBot.Benchmarks.Suite;

namespace ChatBot.Benchmarks.Comparison;

/// <summary>One side of the comparison, a process that keeps its model loaded between its turns.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Process _process;

    private Peer(string name, Process process) => (Name, _process) = (name, process);

    public string Name { get; }

    public string Description { get; private set; } = "";

    public int ProcessId => _process.Id;

    /// <summary>Starts a command and waits until its model is loaded.</summary>
    /// <exception cref="InvalidOperationException">It ended instead.</exception>
    public static async Task<Peer> StartAsync(string name, string file, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var peer = new Peer(name, Process.Start(start) ?? throw new InvalidOperationException($"{file} does not start."));
        peer.Description = JsonSerializer.Deserialize(await peer.ReadAsync(), ComparisonJson.Default.Greeting)!.Description;
        return peer;
    }

    public async Task<Answer> AskAsync(PeerRequest request)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(request, ComparisonJson.Default.PeerRequest));
        await _process.StandardInput.FlushAsync();
        return JsonSerializer.Deserialize(await ReadAsync(), ComparisonJson.Default.Answer)!;
    }

    public async Task<SuiteAnswer> AskSuiteAsync(SuiteRequest request)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(request, ComparisonJson.Default.SuiteRequest));
        await _process.StandardInput.FlushAsync();
        return JsonSerializer.Deserialize(await ReadAsync(), ComparisonJson.Default.SuiteAnswer)!;
    }

    /// <summary>Resident memory, now and at its peak, in bytes.</summary>
    public (long Now, long Peak) Memory() => ProcFiles.ResidentMemory(ProcessId);

    /// <summary>Ends the process by ending its input.</summary>
    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(5))) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private async Task<string> ReadAsync() => await _process.StandardOutput.ReadLineAsync()
        ?? throw new InvalidOperationException($"{Name} ended before it answered.");
}
