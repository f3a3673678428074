using System.Globalization;
using System.Text.Json;
using ChatBot.Inference;
using ChatBot.Inference.Answering;
using ChatBot.Inference.Models;
using ChatBot.Web.Documents;
using ChatBot.Web.Documents.Extraction;
using ChatBot.Web.Documents.Ocr;
using Microsoft.Extensions.Options;

namespace ChatBot.Web.Masked;

/// <summary>The command line <c>ask</c>: Masked mode without the page, for batches. See <see cref="AskArguments.Usage"/>.</summary>
internal static class AskCommand
{
    private const int Answered = 0, Failed = 1, WrongUsage = 2, NotAnswered = 3, Interrupted = 130;

    /// <summary>Runs the command where the arguments ask for it.</summary>
    /// <param name="args">The program's arguments.</param>
    /// <returns>The exit code; null where the arguments do not ask for it.</returns>
    public static async Task<int?> TryRunAsync(string[] args)
    {
        if (args is not ["ask", .. var rest]) return null;
        if (AskArguments.Parse(rest) is not { } arguments)
        {
            await Console.Error.WriteLineAsync(AskArguments.Usage);
            return WrongUsage;
        }

        using var interrupted = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true;
            interrupted.Cancel();
        };
        using var host = Build(arguments);
        try
        {
            if (arguments.Languages is { } languages
                && await OcrLanguages.ComplaintAsync(new DocumentLimits { Languages = languages }, interrupted.Token) is { } complaint)
            {
                await Console.Error.WriteLineAsync(complaint);
                return WrongUsage;
            }

            await host.StartAsync(interrupted.Token);
            return await AskAsync(host.Services, arguments, interrupted.Token);
        }
        catch (OperationCanceledException)
        {
            return Interrupted;
        }
        catch (Exception exception) when (exception is ModelUnavailableException or OptionsValidationException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return Failed;
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
        }
    }

    private static IHost Build(AskArguments arguments)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        // Standard output is for the JSON alone.
        builder.Logging.ClearProviders();
        var reader = builder.Services.AddDocumentReader().BindConfiguration(InferenceOptions.SectionName);
        if (arguments.Model is { } model) reader.Configure(options => options.Reader = model);
        builder.Services.AddDocuments(builder.Configuration);
        if (arguments.Languages is { } languages) builder.Services.Configure<DocumentLimits>(limits => limits.Languages = languages);
        return builder.Build();
    }

    private static async Task<int> AskAsync(IServiceProvider services, AskArguments arguments, CancellationToken cancellationToken)
    {
        var extractor = services.GetRequiredService<DocumentExtractor>();
        var limits = services.GetRequiredService<IOptions<DocumentLimits>>().Value;
        List<(string Id, ExtractedDocument Text)> documents = [];
        List<FileProblem> problems = [];
        foreach (var file in arguments.Documents)
        {
            var (document, problem) = await ExtractCommand.ReadFileAsync(extractor, file, arguments.Password, limits, cancellationToken);
            if (document is not null)
            {
                documents.Add((documents.Count.ToString(CultureInfo.InvariantCulture), document));
                continue;
            }

            await Console.Error.WriteLineAsync(problem!.ToString());
            problems.Add(new FileProblem(DocumentName.Clean(Path.GetFileName(file)), problem));
        }

        var findings = new Findings(false, [], 0, 0, false);
        if (documents.Count > 0)
        {
            var result = await services.GetRequiredService<ReaderService>().AskAsync(
                arguments.Question, [.. documents.Select(document => new ReaderDocument(document.Id, document.Text.Text))],
                cancellationToken, arguments.Alternatives);
            findings = FindingsBuilder.Build(result, documents);
        }

        await using var output = Console.OpenStandardOutput();
        await JsonSerializer.SerializeAsync(
            output, AskReport.Of(arguments.Question, findings, problems), AskJsonContext.Plain.AskReport, cancellationToken);
        output.WriteByte((byte)'\n');
        return documents.Count == 0 ? Failed : findings.IsAnswered ? Answered : NotAnswered;
    }
}
