using ChatBot.Web.Documents.Extraction;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ChatBot.Web.Documents;

/// <summary>Registers what reads and keeps documents.</summary>
public static class DocumentServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="DocumentStore"/>, <see cref="DocumentExtractor"/> and <see cref="ExtractionScheduler"/>, with their options from the
    /// sections <c>Documents:Store</c> and <c>Documents:Limits</c>, checked at start.
    /// </summary>
    public static IServiceCollection AddDocuments(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<DocumentStoreOptions>().Bind(configuration.GetSection(DocumentStoreOptions.Section));
        services.AddOptions<DocumentLimits>().Bind(configuration.GetSection(DocumentLimits.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<DocumentStore>();
        services.AddSingleton<DocumentExtractor>();
        services.AddSingleton<ExtractionScheduler>();
        return services;
    }
}
