using ChatBot.Inference.Models;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ChatBot.Inference.Generation;

/// <summary>
/// Auto mode's models: loaded one after the other from the start on, so that no two are read at once; released at shutdown. Thread-safe.
/// </summary>
internal sealed class AutoModels : IHostedService, IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _loading = Task.CompletedTask;

    /// <param name="options">Names the models; without a name the first that loads is taken.</param>
    /// <param name="loader">Loads them.</param>
    /// <param name="status">The first one's.</param>
    /// <param name="logger">Is told what is wrong with models that do not load.</param>
    public AutoModels(InferenceOptions options, OnnxChatClientLoader loader, ModelStatus status, ILogger<AutoModel> logger)
    {
        var names = options.Models.Prepend(options.Model).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        if (names.Count == 0) names.Add("");
        All = [.. names.Select((name, index) => new AutoModel(name, options, loader, index == 0 ? status : new ModelStatus(), logger))];
    }

    /// <summary>All of them, the one that answers where none is asked for first.</summary>
    public IReadOnlyList<AutoModel> All { get; }

    /// <summary>The one that answers where none is asked for.</summary>
    public AutoModel First => All[0];

    /// <summary>The model of a name, which may still be loading.</summary>
    /// <param name="name">A folder's name; null or empty for the first model.</param>
    /// <param name="cancellation">Ends the wait for a model that is still being chosen.</param>
    /// <exception cref="ModelUnavailableException">There is none of this name; it says which there are.</exception>
    public async Task<AutoModel> FindAsync(string? name, CancellationToken cancellation)
    {
        if (string.IsNullOrEmpty(name)) return First;
        if (All.FirstOrDefault(model => model.Name == name) is { } found) return found;
        if (First.Name is null)
        {
            await First.Loaded.WaitAsync(cancellation).ConfigureAwait(false);
            if (First.Name == name) return First;
        }

        throw new ModelUnavailableException(
            new(name, ModelTexts.NotLoaded, ModelTexts.ChooseLoaded(string.Join(", ", All.Select(model => model.Name)))));
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _loading = LoadAsync();
        return Task.CompletedTask;
    }

    /// <summary>Cancels what the models are doing and releases them.</summary>
    /// <param name="cancellationToken">Ends the wait for that. <see cref="DisposeAsync"/> waits to the end, and tells what went wrong.</param>
    public async Task StopAsync(CancellationToken cancellationToken) =>
        await DisposeAsync().AsTask().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(All.Select(model => model.DisposeAsync().AsTask())).ConfigureAwait(false);
        await _loading.ConfigureAwait(false);
    }

    private async Task LoadAsync()
    {
        foreach (var model in All)
        {
            if (_stopping.IsCancellationRequested) return;
            await model.StartAsync(_stopping.Token).ConfigureAwait(false);

            // One that does not load says so in its status, and keeps none of the others waiting.
            await model.Loaded.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);
        }
    }
}
