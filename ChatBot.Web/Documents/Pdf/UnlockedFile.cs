using ChatBot.Web.Documents.Extraction;
using ChatBot.Web.Documents.Tools;

namespace ChatBot.Web.Documents.Pdf;

/// <summary>
/// The file as poppler's programs get it. They take a password as an argument only, which everybody on the machine can see; so a file with a
/// password is unlocked with <c>qpdf</c> first, which reads the password from a pipe. The copy lies in the reading process's own folder, which
/// is its user's alone, and goes with it. Not thread-safe.
/// </summary>
/// <param name="request">The file, its password, and the folder.</param>
internal sealed class UnlockedFile(WorkerRequest request)
{
    private const string Name = "unlocked.pdf";
    private const int PrintedBytes = 1 << 20;

    private (string? Path, ToolEnd End)? _known;

    /// <summary>Where the file is; where it has a password, the copy is made at the first call.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The path; null where no copy could be made. And how making it ended: <see cref="ToolEnd.Missing"/> without qpdf.</returns>
    public async Task<(string? Path, ToolEnd End)> FindAsync(CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(request.Password)) return (request.Path, ToolEnd.Succeeded);
        _known ??= await MakeAsync(request.Password, cancellationToken).ConfigureAwait(false);
        return _known.Value;
    }

    private async Task<(string? Path, ToolEnd End)> MakeAsync(string password, CancellationToken cancellationToken)
    {
        var (limits, copy) = (request.Limits, Path.Combine(request.Folder, Name));
        var result = await ToolProcess.RunAsync(
            "qpdf", ["--password-file=-", "--decrypt", "--stream-data=preserve", "--no-warn", "--warning-exit-0", request.Path, copy],
            new ToolLimits(limits.FallbackTime, limits.MemoryBytes, PrintedBytes, limits.DecodedBytes), cancellationToken, input: password).ConfigureAwait(false);
        return (result.End == ToolEnd.Succeeded ? copy : null, result.End);
    }
}
