using System.Globalization;
using System.Text.Json;
using ChatBot.Web.Localization;

namespace ChatBot.Web.Documents.Extraction;

/// <summary>
/// The reading process: takes a <see cref="WorkerRequest"/> from standard input, writes a line of <see cref="ExtractionProgress"/> for each page
/// to standard output, and its answer to a file. It ends when its standard input ends, that is, when the server is gone.
/// </summary>
internal static class ExtractionWorker
{
    /// <summary>The hidden verb that starts it.</summary>
    public const string Verb = "extract-worker";

    /// <summary>Reads one document.</summary>
    /// <returns>0, also where the answer is a problem; 1 where nothing was asked.</returns>
    public static async Task<int> RunAsync()
    {
        var line = await Console.In.ReadLineAsync().ConfigureAwait(false);
        var request = line is null ? null : JsonSerializer.Deserialize(line, DocumentJsonContext.Plain.WorkerRequest);
        if (request is null) return 1;
        Languages.Speak(CultureInfo.GetCultureInfo(request.Language));
        using var gone = new CancellationTokenSource();
        _ = Task.Run(() => WatchAsync(gone));
        var answer = await AnswerAsync(request, gone.Token).ConfigureAwait(false);
        var path = Path.Combine(request.Folder, WorkerRequest.AnswerFile);
        await using var file = File.Create(path);
        await JsonSerializer.SerializeAsync(file, answer, DocumentJsonContext.Plain.WorkerAnswer, gone.Token).ConfigureAwait(false);
        return 0;
    }

    private static async Task<WorkerAnswer> AnswerAsync(WorkerRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var document = await new DocumentReader(request, new ProgressLines()).ReadAsync(cancellationToken).ConfigureAwait(false);
            return new WorkerAnswer(document, null);
        }
        catch (DocumentRejectedException e)
        {
            return new WorkerAnswer(null, e.Problem);
        }
    }

    private static async Task WatchAsync(CancellationTokenSource gone)
    {
        while (await Console.In.ReadLineAsync().ConfigureAwait(false) is not null)
        {
            // Nothing more is asked; only the end matters.
        }

        await gone.CancelAsync().ConfigureAwait(false); // kills the tools
        await Task.Delay(TimeSpan.FromSeconds(1)).ConfigureAwait(false);
        Environment.Exit(3); // the parser cannot be cancelled
    }

    private sealed class ProgressLines : IProgress<ExtractionProgress>
    {
        private readonly Lock _gate = new();

        public void Report(ExtractionProgress value)
        {
            lock (_gate) Console.Out.WriteLine(JsonSerializer.Serialize(value, DocumentJsonContext.Plain.ExtractionProgress));
        }
    }
}
