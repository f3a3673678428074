using ChatBot.Inference.Models;
using Microsoft.Extensions.Logging;

namespace ChatBot.Inference.Generation;

/// <summary>One of Auto mode's models, for the life of the program.</summary>
internal sealed class AutoModel(string wanted, InferenceOptions options, OnnxChatClientLoader loader, ModelStatus status, ILogger logger)
    : BackgroundModel<OnnxChatClient>(ModelKind.Decoder, "Auto", options.ModelsFolder, wanted, status, logger)
{
    /// <summary>The name to ask for it by: the folder's. Null while it is still being chosen.</summary>
    public string? Name => Wanted.Length > 0 ? Wanted : LoadedClient?.Defaults.Name;

    /// <summary>The model, where it is loaded.</summary>
    public OnnxChatClient? LoadedClient => Loaded is { IsCompletedSuccessfully: true } loaded ? loaded.GetAwaiter().GetResult() : null;

    protected override Task<OnnxChatClient> LoadAsync(ModelDirectory model, Action<ModelState> report, CancellationToken cancellation) =>
        Task.FromResult(loader.Load(model, report, cancellation));
}
