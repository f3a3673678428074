using ChatBot.Inference.Models;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ChatBot.Inference.Generation;

/// <summary>
/// Auto mode's model for the life of the program: loaded once, in the background, from the start on; released at shutdown. Thread-safe.
/// </summary>
internal sealed class AutoModel(InferenceOptions options, OnnxChatClientLoader loader, ModelStatus status, ILogger<AutoModel> logger)
    : IHostedService, IAsyncDisposable
{
    private readonly TaskCompletionSource<OnnxChatClient> _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();
    private Task _loading = Task.CompletedTask;

    /// <summary>The client, when it is loaded; throws <see cref="ModelUnavailableException"/> when none could be.</summary>
    public Task<OnnxChatClient> Loaded => _loaded.Task;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _loading = Task.Factory.StartNew(Load, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return Task.CompletedTask;
    }

    /// <summary>Cancels running answers and releases the model.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => DisposeAsync().AsTask();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _loading.ConfigureAwait(false);
        _loaded.TrySetCanceled();
        if (_loaded.Task.IsCompletedSuccessfully) await (await _loaded.Task.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
    }

    private void Load()
    {
        var folder = ModelCatalog.Locate(options.ModelsFolder);
        List<ModelProblem> problems = [];
        try
        {
            foreach (var model in Choose(ModelCatalog.Scan(folder), folder))
            {
                try
                {
                    _loaded.SetResult(loader.Load(model, status.Report, _stopping.Token));
                    return;
                }
                catch (ModelUnavailableException exception)
                {
                    logger.LogError("The model {Model} cannot be used. {Problem}", model.Name, exception.Problem);
                    problems.Add(exception.Problem);
                }
            }
        }
        catch (OperationCanceledException)
        {
            _loaded.TrySetCanceled();
            return;
        }
        catch (ModelUnavailableException exception)
        {
            logger.LogError("{Problem}", exception.Problem);
            problems.Add(exception.Problem);
        }
        catch (Exception exception)
        {
            logger.LogError(exception, "Loading a model failed.");
            problems.Add(new(folder, exception.Message, "The log has the details."));
        }

        status.Report(new ModelState.Unavailable(problems));
        _loaded.SetException(new ModelUnavailableException(problems[0]));
    }

    /// <summary>The model asked for, and no other; without a wish every decoder, those that look sound first.</summary>
    private List<ModelDirectory> Choose(IReadOnlyList<ModelDirectory> catalog, string folder)
    {
        if (options.Model.Length > 0)
        {
            return catalog.FirstOrDefault(model => model.Name == options.Model) is { } wanted
                ? [wanted]
                : throw new ModelUnavailableException(new(options.Model, $"There is no model of this name in {folder}.",
                    catalog.Count == 0 ? "The folder is empty: put a model there as models/README.md says." : $"There are: {string.Join(", ", catalog.Select(m => m.Name))}."));
        }

        var decoders = catalog.Where(model => model.Kind == ModelKind.Decoder).OrderBy(model => model.Problem is not null).ToList();
        return decoders.Count > 0
            ? decoders
            : throw new ModelUnavailableException(new(folder, "There is no model for Auto mode in this folder.",
                "Put an onnxruntime-genai model directory there as models/README.md says, then start again."));
    }
}
