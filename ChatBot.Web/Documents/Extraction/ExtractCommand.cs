using System.Text.Json;
using ChatBot.Web.Documents.Ocr;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ChatBot.Web.Documents.Extraction;

/// <summary>
/// The command line <c>extract [--password P] [--languages L] FILE…</c>: prints one JSON object a line and file, the document or its problem,
/// and progress to standard error. Exit codes: 0 all files were read, 1 at least one was not, 2 wrong usage, 130 interrupted.
/// </summary>
public static class ExtractCommand
{
    internal const string Usage = """
        Usage: ChatBot.Web extract [--password P] [--languages L] FILE…

        Reads PDF, PNG and JPEG files and prints a line of JSON for each: its text, its pages and, for every word, where it
        stands. Progress goes to standard error.

          --password P   The password of encrypted PDFs; - reads it from standard input, where nobody else on the machine sees it.
          --languages L  The languages of pictures and scans in Tesseract's codes, such as eng+deu; eng by default.

        Exit codes: 0 all files were read, 1 at least one was not, 2 wrong usage, 130 interrupted.
        """;

    /// <summary>Runs the command where the arguments ask for it.</summary>
    /// <param name="args">The program's arguments.</param>
    /// <returns>The exit code; null where the arguments do not ask for it.</returns>
    public static async Task<int?> TryRunAsync(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        return args switch
        {
            [ExtractionWorker.Verb] => await ExtractionWorker.RunAsync().ConfigureAwait(false),
            ["extract", .. var rest] => await RunAsync(rest).ConfigureAwait(false),
            _ => null,
        };
    }

    private static async Task<int> RunAsync(string[] args)
    {
        var limits = new DocumentLimits();
        string? password = null;
        var speaks = false;
        var files = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--password" when i + 1 < args.Length:
                    password = PasswordOf(args[++i]);
                    break;
                case "--languages" when i + 1 < args.Length:
                    (limits.Languages, speaks) = (args[++i], true);
                    break;
                case "--":
                    files.AddRange(args[(i + 1)..]);
                    i = args.Length;
                    break;
                case ['-', _, ..]:
                    files.Clear();
                    i = args.Length;
                    break;
                default:
                    files.Add(args[i]);
                    break;
            }
        }

        if (files.Count == 0)
        {
            await Console.Error.WriteLineAsync(Usage).ConfigureAwait(false);
            return 2;
        }

        using var interrupted = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true;
            interrupted.Cancel();
        };
        var extractor = new DocumentExtractor(Options.Create(limits), NullLogger<DocumentExtractor>.Instance, TimeProvider.System);
        var exitCode = 0;
        try
        {
            if (speaks && await OcrLanguages.ComplaintAsync(limits, interrupted.Token).ConfigureAwait(false) is { } complaint)
            {
                await Console.Error.WriteLineAsync(complaint).ConfigureAwait(false);
                return 2;
            }

            foreach (var file in files)
                if (!await ReadAsync(extractor, file, password, limits, interrupted.Token).ConfigureAwait(false)) exitCode = 1;
        }
        catch (OperationCanceledException)
        {
            return 130;
        }

        return exitCode;
    }

    private static async Task<bool> ReadAsync(
        DocumentExtractor extractor, string file, string? password, DocumentLimits limits, CancellationToken cancellationToken)
    {
        var name = DocumentName.Clean(Path.GetFileName(file));
        var result = await ReadFileAsync(extractor, file, password, limits, cancellationToken).ConfigureAwait(false);
        await using var output = Console.OpenStandardOutput();
        if (result.Document is not null) await ExtractedDocumentJson.WriteAsync(output, result.Document, cancellationToken).ConfigureAwait(false);
        else
        {
            await Console.Error.WriteLineAsync(result.Problem!.ToString()).ConfigureAwait(false);
            await JsonSerializer.SerializeAsync(output, new FileProblem(name, result.Problem), DocumentJsonContext.Plain.FileProblem, cancellationToken)
                .ConfigureAwait(false);
        }

        output.WriteByte((byte)'\n');
        return result.Document is not null;
    }

    /// <summary>The password that an argument gives: itself, or a line of standard input where it is a dash.</summary>
    internal static string? PasswordOf(string? argument) => argument == "-" ? Console.In.ReadLine() : argument;

    /// <summary>Reads a file of this machine, with progress to standard error.</summary>
    /// <param name="extractor">Reads it.</param>
    /// <param name="file">Its path.</param>
    /// <param name="password">The password of an encrypted PDF, or null.</param>
    /// <param name="limits">What it may be.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal static async Task<ExtractionResult> ReadFileAsync(
        DocumentExtractor extractor, string file, string? password, DocumentLimits limits, CancellationToken cancellationToken)
    {
        var name = DocumentName.Clean(Path.GetFileName(file));
        try
        {
            var kind = await KindOfAsync(file, name, limits, cancellationToken).ConfigureAwait(false);
            return await extractor.ExtractAsync(file, name, kind, password, new ErrorLines(name), cancellationToken).ConfigureAwait(false);
        }
        catch (DocumentRejectedException e)
        {
            return ExtractionResult.Failed(e.Problem);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ExtractionResult.Failed(new DocumentProblem(
                DocumentProblemKind.Unreadable, $"“{file}” cannot be opened: {e.Message}", "Check its name and who may read it."));
        }
    }

    private static async Task<DocumentKind> KindOfAsync(string file, string name, DocumentLimits limits, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(file);
        if (stream.Length > limits.FileBytes) throw new DocumentRejectedException(limits.FileTooLarge(name));
        var head = new byte[FileSignature.HeadLength];
        var length = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return FileSignature.Identify(name, head.AsSpan(0, length));
    }

    private sealed class ErrorLines(string name) : IProgress<ExtractionProgress>
    {
        public void Report(ExtractionProgress value)
        {
            if (value.PagesTotal > 0) Console.Error.WriteLine($"{name}: {value.PagesDone} of {value.PagesTotal} pages");
        }
    }
}

/// <summary>What the command line prints for a file that cannot be read.</summary>
internal sealed record FileProblem(string FileName, DocumentProblem Problem);
