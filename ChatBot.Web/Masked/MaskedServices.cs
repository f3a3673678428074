namespace ChatBot.Web.Masked;

/// <summary>Registers this folder.</summary>
internal static class MaskedServices
{
    /// <summary>Adds the documents of chats and the answers from them. The documents' own services come from <c>AddDocuments</c>.</summary>
    public static IServiceCollection AddMasked(this IServiceCollection services)
    {
        services.AddSingleton<OrphanSweep>();
        services.AddHostedService(provider => provider.GetRequiredService<OrphanSweep>());
        services.AddSingleton<DocumentLibrary>();
        services.AddHostedService(provider => provider.GetRequiredService<DocumentLibrary>());
        services.AddSingleton<MaskedAnswers>();
        services.AddSingleton<MaskedChat>();
        return services;
    }
}
