using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ChatBot.Inference.Models;

/// <summary>
/// One model for the life of the program: loaded once, in the background, from the start on; released at shutdown. Thread-safe.
/// </summary>
/// <param name="kind">What the model must be able to do.</param>
/// <param name="mode">The name of the mode it serves, for messages.</param>
/// <param name="modelsFolder">The folder with one folder a model.</param>
/// <param name="wanted">The folder name that was asked for, with <c>:variant</c> behind it where one of several ONNX files is meant; empty takes the first, by name, that loads.</param>
/// <param name="status">Is told how far it is.</param>
/// <param name="logger">Is told what is wrong with models that do not load.</param>
internal abstract class BackgroundModel<T>(
    ModelKind kind, string mode, string modelsFolder, string wanted, ModelStatus status, ILogger logger) : IHostedService, IAsyncDisposable
    where T : class, IAsyncDisposable
{
    private readonly TaskCompletionSource<T> _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();
    private Task _loading = Task.CompletedTask;

    /// <summary>The folder name that was asked for; empty for none.</summary>
    protected string Wanted { get; } = wanted;

    /// <summary>Where it stands.</summary>
    public ModelStatus Status { get; } = status;

    /// <summary>The model, when it is loaded; throws <see cref="ModelUnavailableException"/> when none could be.</summary>
    public Task<T> Loaded => _loaded.Task;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _loading = Task.Factory.StartNew(LoadFirst, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
        return Task.CompletedTask;
    }

    /// <summary>Cancels what the model is doing and releases it.</summary>
    /// <param name="cancellationToken">Ends the wait for that. <see cref="DisposeAsync"/> waits to the end, and tells what went wrong.</param>
    public async Task StopAsync(CancellationToken cancellationToken) =>
        await DisposeAsync().AsTask().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _loading.ConfigureAwait(false);
        _loaded.TrySetCanceled();
        if (_loaded.Task.IsCompletedSuccessfully) await (await _loaded.Task.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Loads one model, on a thread that nobody waits for, and reports it as ready.</summary>
    /// <exception cref="ModelUnavailableException">The model cannot be used; it says why and what to do.</exception>
    protected abstract Task<T> LoadAsync(ModelDirectory model, Action<ModelState> report, CancellationToken cancellation);

    private async Task LoadFirst()
    {
        var folder = ModelCatalog.Locate(modelsFolder);
        List<ModelProblem> problems = [];
        try
        {
            foreach (var model in Choose(ModelCatalog.Scan(folder), folder))
            {
                try
                {
                    _loaded.SetResult(await LoadAsync(model, Status.Report, _stopping.Token).ConfigureAwait(false));
                    return;
                }
                catch (ModelUnavailableException exception)
                {
                    logger.LogError("The model {Model} cannot be used. {Problem}", model.Name, exception.Problem);
                    problems.Add(exception.Problem);
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    // Whatever is wrong with one keeps no other from being tried.
                    logger.LogError(exception, "The model {Model} cannot be used.", model.Name);
                    problems.Add(new(model.Name, exception.Message, ModelTexts.SeeLog));
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
            problems.Add(new(folder, exception.Message, ModelTexts.SeeLog));
        }

        Status.Report(new ModelState.Unavailable(problems));
        _loaded.SetException(new ModelUnavailableException(problems[0]));
    }

    /// <summary>The model asked for, and no other; without a wish all of the kind, those that look sound first.</summary>
    private List<ModelDirectory> Choose(IReadOnlyList<ModelDirectory> catalog, string folder)
    {
        if (Wanted.Length > 0)
        {
            var named = catalog.FirstOrDefault(model => model.Name == Wanted) ?? VariantOf(catalog);
            if (named is { Problem: null } && named.Kind != kind)
                throw new ModelUnavailableException(new(Wanted, ModelTexts.WrongMode(mode), ModelTexts.NameAnother));
            return named is not null
                ? [named]
                : throw new ModelUnavailableException(new(Wanted, ModelTexts.NoSuchFolder(folder),
                    catalog.Count == 0 ? ModelTexts.FolderEmpty : ModelTexts.ThereAre(string.Join(", ", catalog.Select(m => m.Name)))));
        }

        var ofKind = catalog.Where(model => model.Kind == kind).OrderBy(model => model.Problem is not null).ToList();
        return ofKind.Count > 0
            ? ofKind
            : throw new ModelUnavailableException(new(folder, ModelTexts.NoneOfMode(mode), ModelTexts.PutModel));
    }

    /// <summary>One of several ONNX files of a folder, asked for as <c>folder:variant</c>.</summary>
    private ModelDirectory? VariantOf(IReadOnlyList<ModelDirectory> catalog) =>
        Wanted.LastIndexOf(':') is > 0 and var at && catalog.FirstOrDefault(model => model.Name == Wanted[..at]) is { } folder
            ? ModelCatalog.Describe(folder.FullPath, Wanted[(at + 1)..])
            : null;
}
