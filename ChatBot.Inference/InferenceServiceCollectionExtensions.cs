using ChatBot.Inference.Generation;
using ChatBot.Inference.Models;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace ChatBot.Inference;

/// <summary>Registers the models.</summary>
public static class InferenceServiceCollectionExtensions
{
    /// <summary>
    /// Adds Auto mode's <see cref="IChatClient"/> and its <see cref="ModelStatus"/>, both singletons, and loads the model in the background from
    /// the start of the host until its shutdown. Bind <see cref="InferenceOptions"/> to say which model.
    /// </summary>
    public static OptionsBuilder<InferenceOptions> AddChatBotInference(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ModelStatus>();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<InferenceOptions>>().Value);
        services.AddSingleton<OnnxChatClientLoader>();
        services.AddSingleton<AutoModel>();
        services.AddHostedService(provider => provider.GetRequiredService<AutoModel>());
        services.AddSingleton<IChatClient, AutoChatClient>();
        return services.AddOptions<InferenceOptions>().ValidateDataAnnotations().ValidateOnStart();
    }
}
