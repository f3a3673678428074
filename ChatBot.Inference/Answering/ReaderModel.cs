using ChatBot.Inference.Models;
using Microsoft.Extensions.Logging;

namespace ChatBot.Inference.Answering;

/// <summary>Masked mode's reader for the life of the program.</summary>
internal sealed class ReaderModel(InferenceOptions options, ExtractiveReaderLoader loader, ReaderStatus status, ILogger<ReaderModel> logger)
    : BackgroundModel<ExtractiveReader>(ModelKind.Reader, "Masked", options.ModelsFolder, options.Reader, status, logger)
{
    protected override async Task<ExtractiveReader> LoadAsync(ModelDirectory model, Action<ModelState> report, CancellationToken cancellation)
    {
        report(new ModelState.Loading(model.Name, ModelTexts.PreparingWeights, 0));
        var reader = loader.Load(model);
        try
        {
            report(new ModelState.Loading(model.Name, ModelTexts.WarmingUp, 0.7));
            await reader.WarmUpAsync(cancellation).ConfigureAwait(false);
        }
        catch
        {
            await reader.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        logger.LogInformation("Loaded {Model}: {Description}; reads {Passages} passages a question.", model.Name, model.Description, reader.Budget);
        report(new ModelState.Ready(model.Name, model.Description, reader.Settings.MaxLength));
        return reader;
    }
}
