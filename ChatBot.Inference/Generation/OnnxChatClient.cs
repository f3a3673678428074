using System.Runtime.CompilerServices;
using ChatBot.Inference.Models;
using ChatBot.Inference.Templates;
using ChatBot.Inference.Tokenization;
using Microsoft.Extensions.AI;

namespace ChatBot.Inference.Generation;

/// <summary>
/// A model directory as an <see cref="IChatClient"/>: template, tokenizer, engine. Safe for any number of concurrent callers, who are answered
/// in the order they asked. Sampling settings that <see cref="ChatOptions"/> leaves open are the model's own (<c>genai_config.json</c>); <c>min_p</c>,
/// <c>repetition_penalty</c> (float) and <c>no_repeat_ngram_size</c> are read from <see cref="ChatOptions.AdditionalProperties"/>.
/// Whoever creates it disposes it, asynchronously: that cancels running answers and releases the model.
/// </summary>
internal sealed class OnnxChatClient : IChatClient, IAsyncDisposable
{
    /// <summary>Keys of <see cref="ChatResponseUpdate.AdditionalProperties"/> on an answer's last update.</summary>
    public const string TimeToFirstToken = "time_to_first_token", DecodeTime = "decode_time", QueueTime = "queue_time";

    private readonly GenerationEngine _engine;
    private readonly TextTokenizer _tokenizer;
    private readonly ChatTemplate _template;
    private readonly GenAiConfig.SearchSection _search;
    private readonly ChatClientMetadata _metadata;
    private readonly ModelDefaults _defaults;

    /// <summary>Takes over the engine.</summary>
    public OnnxChatClient(string model, GenerationEngine engine, TextTokenizer tokenizer, ChatTemplate template, GenAiConfig.SearchSection search)
    {
        (_engine, _tokenizer, _template, _search) = (engine, tokenizer, template, search);
        _metadata = new ChatClientMetadata("onnxruntime", defaultModelId: model);
        var sampling = SamplingSettings.From(search, null);
        _defaults = new ModelDefaults(model, Limit, sampling.Temperature, sampling.TopP, sampling.TopK, Limit, sampling.RepetitionPenalty);
    }

    /// <summary>Tokens chosen since the start, over all answers.</summary>
    public long TokensWritten => _engine.TokensWritten;

    private int Limit => _search.MaxLength > 0 ? Math.Min(_search.MaxLength, _engine.ContextLength) : _engine.ContextLength;

    /// <inheritdoc/>
    /// <exception cref="PromptTooLongException">The conversation leaves no room for an answer.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        cancellationToken.ThrowIfCancellationRequested();
        using var unread = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var generation = _engine.Start(Request(messages, options), unread.Token);
        var id = Guid.NewGuid().ToString("N");
        try
        {
            await foreach (var text in generation.ReadAllAsync().ConfigureAwait(false))
            {
                yield return new ChatResponseUpdate(ChatRole.Assistant, text) { ResponseId = id, MessageId = id, ModelId = _metadata.DefaultModelId };
            }

            yield return LastUpdate(generation.Result!, id);
        }
        finally
        {
            // A caller who stops reading stops the writing.
            await unread.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null) return null;
        if (serviceType == typeof(ChatClientMetadata)) return _metadata;
        if (serviceType == typeof(ModelDefaults)) return _defaults;
        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Begins the release without waiting for it; <see cref="DisposeAsync"/> waits.</summary>
    public void Dispose() => _ = _engine.DisposeAsync().AsTask();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    private GenerationRequest Request(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var prompt = _tokenizer.Encode(_template.Render(messages));
        if (prompt.Length >= Limit) throw new PromptTooLongException(prompt.Length, Limit);
        var room = Limit - prompt.Length;
        return new GenerationRequest(prompt, SamplingSettings.From(_search, options), Math.Clamp(options?.MaxOutputTokens ?? room, 1, room),
            [.. options?.StopSequences ?? []]);
    }

    private ChatResponseUpdate LastUpdate(GenerationResult result, string id) => new(ChatRole.Assistant,
    [
        new UsageContent(new UsageDetails
        {
            InputTokenCount = result.PromptTokens,
            OutputTokenCount = result.OutputTokens,
            TotalTokenCount = result.PromptTokens + result.OutputTokens,
            CachedInputTokenCount = result.CachedTokens,
        }),
    ])
    {
        ResponseId = id,
        MessageId = id,
        ModelId = _metadata.DefaultModelId,
        FinishReason = result.FinishReason,
        AdditionalProperties = new AdditionalPropertiesDictionary
        {
            [QueueTime] = result.QueueTime,
            [TimeToFirstToken] = result.TimeToFirstToken,
            [DecodeTime] = result.DecodeTime,
        },
    };
}
