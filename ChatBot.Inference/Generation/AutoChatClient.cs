using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace ChatBot.Inference.Generation;

/// <summary>
/// Auto mode's <see cref="IChatClient"/>, there from the start: a question asked while the model still loads waits for it, and one
/// asked of a model that cannot load throws <see cref="Models.ModelUnavailableException"/>. <see cref="ChatOptions.ModelId"/> chooses among several models.
/// Owns nothing.
/// </summary>
internal sealed class AutoChatClient(AutoModels models) : IChatClient
{
    private static readonly ChatClientMetadata Metadata = new(OnnxChatClient.Provider);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var client = await FindAsync(options, cancellationToken).ConfigureAwait(false);
        await foreach (var update in client.GetStreamingResponseAsync(messages, options, cancellationToken).ConfigureAwait(false)) yield return update;
    }

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var client = await FindAsync(options, cancellationToken).ConfigureAwait(false);
        return await client.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Beside itself: <see cref="ModelDefaults"/> of the first model or, with its name as the key, of another; all of them as an
    /// <c>IReadOnlyList&lt;ModelDefaults&gt;</c>. Models that are not loaded have none.
    /// </summary>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceType == typeof(ModelDefaults))
            return (serviceKey is null ? models.First : models.All.FirstOrDefault(model => model.Name == serviceKey as string))?.LoadedClient?.Defaults;
        if (serviceKey is not null) return null;
        if (serviceType == typeof(IReadOnlyList<ModelDefaults>))
            return models.All.Select(model => model.LoadedClient).OfType<OnnxChatClient>().Select(client => client.Defaults).ToList();
        if (serviceType == typeof(ChatClientMetadata)) return Metadata;
        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private async Task<OnnxChatClient> FindAsync(ChatOptions? options, CancellationToken cancellation)
    {
        var model = await models.FindAsync(options?.ModelId, cancellation).ConfigureAwait(false);
        return await model.Loaded.WaitAsync(cancellation).ConfigureAwait(false);
    }
}
