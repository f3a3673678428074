namespace ChatBot.Web.Conversations;

/// <summary>Registers this folder.</summary>
internal static class ConversationServices
{
    /// <summary>Adds the answer jobs, the streams that follow them and the chat of a page.</summary>
    public static IServiceCollection AddConversations(this IServiceCollection services)
    {
        services.AddOptions<ChatSettings>().BindConfiguration(ChatSettings.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<AnswerStream>();
        services.AddSingleton<AnswerJobs>();
        services.AddHostedService(provider => provider.GetRequiredService<AnswerJobs>());
        services.AddScoped<ChatSession>();
        return services;
    }
}
