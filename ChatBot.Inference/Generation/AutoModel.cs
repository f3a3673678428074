using ChatBot.Inference.Models;
using Microsoft.Extensions.Logging;

namespace ChatBot.Inference.Generation;

/// <summary>Auto mode's model for the life of the program.</summary>
internal sealed class AutoModel(InferenceOptions options, OnnxChatClientLoader loader, ModelStatus status, ILogger<AutoModel> logger)
    : BackgroundModel<OnnxChatClient>(ModelKind.Decoder, "Auto", options.ModelsFolder, options.Model, status, logger)
{
    protected override Task<OnnxChatClient> LoadAsync(ModelDirectory model, Action<ModelState> report, CancellationToken cancellation) =>
        Task.FromResult(loader.Load(model, report, cancellation));
}
