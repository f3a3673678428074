using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace ChatBot.Inference.Generation;

/// <summary>
/// Auto mode's <see cref="IChatClient"/>, there from the start: a question asked while the model still loads waits for it, and one
/// asked of a model that cannot load throws <see cref="Models.ModelUnavailableException"/>. Owns nothing.
/// </summary>
internal sealed class AutoChatClient(AutoModel model) : IChatClient
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var client = await model.Loaded.WaitAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var update in client.GetStreamingResponseAsync(messages, options, cancellationToken).ConfigureAwait(false)) yield return update;
    }

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var client = await model.Loaded.WaitAsync(cancellationToken).ConfigureAwait(false);
        return await client.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceType == typeof(ModelDefaults)) return Defaults(serviceKey);
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private ModelDefaults? Defaults(object? name)
    {
        var defaults = model.Loaded is { IsCompletedSuccessfully: true } loaded
            ? (ModelDefaults?)loaded.GetAwaiter().GetResult().GetService(typeof(ModelDefaults))
            : null;
        return name is null || defaults?.Name == name as string ? defaults : null;
    }
}
