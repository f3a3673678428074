using ChatBot.Inference.Answering;
using ChatBot.Inference.Generation;
using ChatBot.Inference.Models;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatBot.Inference;

/// <summary>Registers the models.</summary>
public static class InferenceServiceCollectionExtensions
{
    /// <summary>
    /// Adds Auto mode's <see cref="IChatClient"/>, its <see cref="ModelStatus"/> and, where there are several models, <see cref="ModelStatuses"/>, and what
    /// <see cref="AddDocumentReader"/> adds, all singletons.
    /// Loads the models in the background from the start of the host until its shutdown. Bind <see cref="InferenceOptions"/> to say which.
    /// </summary>
    public static OptionsBuilder<InferenceOptions> AddChatBotInference(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddSingleton<ModelStatus>();
        services.AddSingleton<OnnxChatClientLoader>();
        services.AddSingleton<GenerationMetrics>();
        services.AddSingleton<AutoModels>();
        services.AddHostedService(provider => provider.GetRequiredService<AutoModels>());
        services.AddSingleton(provider => new ModelStatuses([.. provider.GetRequiredService<AutoModels>().All.Select(model => model.Status)]));
        services.AddSingleton<IChatClient>(provider => new AutoChatClient(provider.GetRequiredService<AutoModels>()).AsBuilder()
            .UseOpenTelemetry(provider.GetService<ILoggerFactory>(), Telemetry.SourceName).Build());
        return services.AddDocumentReader();
    }

    /// <summary>
    /// Adds Masked mode's <see cref="ReaderService"/> and its <see cref="ReaderStatus"/> alone, for programs that do not chat. Loads the reader in
    /// the background from the start of the host until its shutdown.
    /// </summary>
    public static OptionsBuilder<InferenceOptions> AddDocumentReader(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => provider.GetRequiredService<IOptions<InferenceOptions>>().Value);
        services.AddSingleton<ReaderStatus>();
        services.AddSingleton<ExtractiveReaderLoader>();
        services.AddSingleton<ReaderModel>();
        services.AddHostedService(provider => provider.GetRequiredService<ReaderModel>());
        services.AddSingleton(provider => new ReaderService(provider.GetRequiredService<ReaderModel>()));
        return services.AddOptions<InferenceOptions>().ValidateDataAnnotations().ValidateOnStart();
    }
}
