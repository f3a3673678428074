using System.Globalization;
using System.ComponentModel;
using ChatBot.Web.Documents.Tools;
using ChatBot.Web.Localization;
using Microsoft.Extensions.Options;

namespace ChatBot.Web.Documents.Extraction;

/// <summary>
/// Reads documents, each in a process of its own with limits on time, memory and output, so that a file which breaks the reader breaks
/// nothing else. Thread-safe; limits on how many run at once are <see cref="ExtractionScheduler"/>'s.
/// </summary>
/// <param name="limits">The limits.</param>
/// <param name="logger">Told why a reading process died.</param>
/// <param name="time">The clock of the time limits.</param>
public sealed class DocumentExtractor(IOptions<DocumentLimits> limits, ILogger<DocumentExtractor> logger, TimeProvider time)
{
    private readonly DocumentLimits _limits = limits.Value;

    /// <summary>Reads a file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="fileName">The name to show for it.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="password">The password of an encrypted PDF, or null. It is neither logged nor kept.</param>
    /// <param name="progress">Told about each page, on a thread of the pool; may be null.</param>
    /// <param name="cancellationToken">Stops it; the reading process and its tools are dead when the task ends.</param>
    /// <returns>The document, or why it could not be read.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<ExtractionResult> ExtractAsync(
        string path, string fileName, DocumentKind kind, string? password = null,
        IProgress<ExtractionProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        progress?.Report(new ExtractionProgress(ExtractionStage.Opening));
        if (!File.Exists(path))
        {
            return ExtractionResult.Failed(new DocumentProblem(DocumentProblemKind.Unreadable,
                Strings.Doc_NotThere.With(fileName), Strings.Doc_AddAgain));
        }

        var folder = Directory.CreateTempSubdirectory("chatbot-read-").FullName;
        try
        {
            var request = new WorkerRequest(Path.GetFullPath(path), fileName, kind, password, folder, ToolSlots.OwnFolder, UsePoppler: false, _limits,
                CultureInfo.CurrentUICulture.Name);
            var (end, answer) = await RunAsync(request, progress, cancellationToken).ConfigureAwait(false);
            if (answer is null && kind == DocumentKind.Pdf && end is not WorkerEnd.TooSlow and not WorkerEnd.TooMuchOutput && ToolPath.Find("pdftotext") is not null)
                (end, answer) = await RunAsync(request with { UsePoppler = true }, progress, cancellationToken).ConfigureAwait(false);
            return answer is not null ? new ExtractionResult(answer.Document, answer.Problem) : ExtractionResult.Failed(ProblemOf(end, fileName));
        }
        catch (Win32Exception e)
        {
            logger.LogError(e, "The reading process could not be started.");
            return ExtractionResult.Failed(new DocumentProblem(DocumentProblemKind.ToolMissing,
                Strings.Doc_NoProcess, Strings.Doc_NoProcessRemedy));
        }
        finally
        {
            Delete(folder);
        }
    }

    private void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException e)
        {
            logger.LogWarning(e, "A temporary folder could not be removed.");
        }
    }

    private async Task<(WorkerEnd End, WorkerAnswer? Answer)> RunAsync(
        WorkerRequest request, IProgress<ExtractionProgress>? progress, CancellationToken cancellationToken)
    {
        var run = new WorkerRun(request, progress, time);
        var (end, answer) = await run.RunAsync(cancellationToken).ConfigureAwait(false);
        if (answer is null) logger.LogWarning("Reading a {Kind} ended with {End}. {Errors}", request.Kind, end, run.Errors);
        return (end, answer);
    }

    private DocumentProblem ProblemOf(WorkerEnd end, string fileName) => end switch
    {
        WorkerEnd.TooMuchMemory => new(DocumentProblemKind.TooMuchMemory,
            Strings.Doc_Memory.With(fileName, DocumentLimits.Size(_limits.MemoryBytes)), Strings.Doc_MemoryRemedy),
        WorkerEnd.Stalled => new(DocumentProblemKind.TooSlow,
            Strings.Doc_Stalled.With(fileName, _limits.StallTime.TotalSeconds), Strings.Doc_SaveAgain),
        WorkerEnd.TooSlow => new(DocumentProblemKind.TooSlow,
            Strings.Doc_TooSlow.With(fileName, _limits.DocumentTime.TotalMinutes), Strings.Doc_Split),
        WorkerEnd.TooMuchOutput => new(DocumentProblemKind.TooMuchData,
            Strings.Doc_TooMuchText.With(fileName, DocumentLimits.Size(_limits.OutputBytes)), Strings.Doc_Split),
        _ => new(DocumentProblemKind.Damaged,
            Strings.Doc_StopsReader.With(fileName), Strings.Doc_OpenAndSave),
    };
}
