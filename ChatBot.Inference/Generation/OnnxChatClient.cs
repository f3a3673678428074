using System.Runtime.CompilerServices;
using ChatBot.Inference.Models;
using ChatBot.Inference.Templates;
using ChatBot.Inference.Tokenization;
using Microsoft.Extensions.AI;

namespace ChatBot.Inference.Generation;

/// <summary>
/// A model directory as an <see cref="IChatClient"/>: template, tokenizer, engine. Safe for any number of concurrent callers, who are answered
/// together; those for whom there is no room wait in the order they asked (<see cref="QueuePosition"/>). Sampling settings that <see cref="ChatOptions"/> leaves open are the model's own (<c>genai_config.json</c>); <c>min_p</c>,
/// <c>repetition_penalty</c> (float) and <c>no_repeat_ngram_size</c> are read from <see cref="ChatOptions.AdditionalProperties"/>. What a model thinks
/// before it answers comes as <see cref="TextReasoningContent"/>. A conversation whose last message is the assistant's is gone on with, in its thinking
/// where it has nothing else. Where it does not fit the context, the oldest turns are left out (<see cref="ContextFitter"/>).
/// Whoever creates it disposes it, asynchronously: that cancels running answers and releases the model.
/// </summary>
internal sealed class OnnxChatClient : IChatClient, IAsyncDisposable
{
    /// <summary>Keys of <see cref="ChatResponseUpdate.AdditionalProperties"/> on an answer's last update.</summary>
    public const string TimeToFirstToken = "time_to_first_token", DecodeTime = "decode_time", QueueTime = "queue_time";

    /// <summary>
    /// Key of <see cref="ChatResponseUpdate.AdditionalProperties"/> on an answer's first and last update: how many of the oldest messages were left out
    /// because the context was full (an int). Absent where none was.
    /// </summary>
    public const string DroppedMessages = "dropped_messages";

    /// <summary>
    /// Key of <see cref="ChatResponseUpdate.AdditionalProperties"/> on updates without text while more answers are asked for than fit: how many are
    /// before this one, itself counted (an int; 1 is next, 0 has begun). Absent where an answer begins at once.
    /// </summary>
    public const string QueuePosition = "queue_position";

    private readonly GenerationEngine _engine;
    private readonly ContextFitter _fitter;
    private readonly GenAiConfig.SearchSection _search;
    private readonly ChatClientMetadata _metadata;
    private readonly GenerationMetrics _metrics;
    private readonly TimeProvider _time;

    /// <summary>The provider's name in telemetry.</summary>
    public const string Provider = "onnxruntime";

    /// <summary>Takes over the engine.</summary>
    public OnnxChatClient(
        string model, GenerationEngine engine, TextTokenizer tokenizer, ChatTemplate template, GenAiConfig.SearchSection search,
        GenerationMetrics metrics, TimeProvider time)
    {
        (_engine, _search, _metrics, _time) = (engine, search, metrics, time);
        _fitter = new ContextFitter(template, tokenizer);
        _metadata = new ChatClientMetadata(Provider, defaultModelId: model);
        var sampling = SamplingSettings.From(search, null);
        Defaults = new ModelDefaults(model, Limit, sampling.Temperature, sampling.TopP, sampling.TopK, Limit, sampling.RepetitionPenalty);
    }

    /// <summary>What the model does where options leave it open.</summary>
    public ModelDefaults Defaults { get; }

    /// <summary>Tokens chosen since the start, over all answers.</summary>
    public long TokensWritten => _engine.TokensWritten;

    private int Limit => _search.MaxLength > 0 ? Math.Min(_search.MaxLength, _engine.ContextLength) : _engine.ContextLength;

    /// <inheritdoc/>
    /// <exception cref="PromptTooLongException">The last question alone leaves no room for an answer.</exception>
    /// <exception cref="ArgumentException">An option makes no sense, or there is no message; the message says which.</exception>
    /// <exception cref="NotSupportedException">The options ask for what only other models can do, such as tools (<see cref="RequestOptions"/>).</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        cancellationToken.ThrowIfCancellationRequested();
        using var unread = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var asked = _time.GetTimestamp();
        var (request, dropped) = Request(messages, options);
        var generation = _engine.Start(request, unread.Token);
        var newUpdate = Updates();
        var showsThoughts = RequestOptions.ShowsThoughts(options);
        try
        {
            if (dropped > 0)
            {
                var update = newUpdate();
                update.AdditionalProperties = new AdditionalPropertiesDictionary { [DroppedMessages] = dropped };
                yield return update;
            }

            await foreach (var piece in MeasuredAsync(generation, asked).ConfigureAwait(false))
            {
                if (piece.Text.Length == 0 && piece.QueuePosition is null && !showsThoughts) continue;
                var update = newUpdate();
                if (piece.Thought.Length > 0 && showsThoughts) update.Contents.Add(new TextReasoningContent(piece.Thought));
                if (piece.Text.Length > 0) update.Contents.Add(new TextContent(piece.Text));
                if (piece.QueuePosition is { } place) update.AdditionalProperties = new AdditionalPropertiesDictionary { [QueuePosition] = place };
                yield return update;
            }

            yield return Complete(newUpdate(), generation.Result!, dropped);
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
        if (serviceType == typeof(ModelDefaults)) return Defaults;
        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Begins the release without waiting for it; <see cref="DisposeAsync"/> waits.</summary>
    public void Dispose() => _ = _engine.DisposeAsync().AsTask();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    private async IAsyncEnumerable<GenerationUpdate> MeasuredAsync(RunningGeneration generation, long asked)
    {
        await using var updates = generation.ReadAllAsync().GetAsyncEnumerator();
        while (true)
        {
            try
            {
                if (!await updates.MoveNextAsync().ConfigureAwait(false)) break;
            }
            catch (Exception exception)
            {
                _metrics.Failed(Defaults.Name, _time.GetElapsedTime(asked), exception);
                throw;
            }

            yield return updates.Current;
        }

        _metrics.Finished(Defaults.Name, generation.Result!);
    }

    private (GenerationRequest Request, int Dropped) Request(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        RequestOptions.Check(options);
        var sampling = SamplingSettings.From(_search, options);
        var conversation = RequestOptions.Messages(messages, options);
        var (prompt, dropped, start) = _fitter.Fit(conversation, Limit, options?.MaxOutputTokens, RequestOptions.TemplateVariables(options));
        var room = Limit - prompt.Length;
        var request = new GenerationRequest(prompt, sampling, Math.Min(options?.MaxOutputTokens ?? room, room), [.. options?.StopSequences ?? []])
        {
            Thinking = _fitter.Thinking,
            Start = start,
        };
        return (request, dropped);
    }

    /// <summary>Makes the updates of one answer.</summary>
    private Func<ChatResponseUpdate> Updates()
    {
        var (id, created) = (Guid.NewGuid().ToString("N"), _time.GetUtcNow());
        return () => new ChatResponseUpdate(ChatRole.Assistant, [])
        {
            ResponseId = id,
            MessageId = id,
            ModelId = _metadata.DefaultModelId,
            CreatedAt = created,
        };
    }

    private static ChatResponseUpdate Complete(ChatResponseUpdate update, GenerationResult result, int dropped)
    {
        update.Contents.Add(new UsageContent(new UsageDetails
        {
            InputTokenCount = result.PromptTokens,
            OutputTokenCount = result.OutputTokens,
            TotalTokenCount = result.PromptTokens + result.OutputTokens,
            CachedInputTokenCount = result.CachedTokens,
            ReasoningTokenCount = result.ThoughtTokens,
        }));
        update.FinishReason = result.FinishReason;
        update.AdditionalProperties = new AdditionalPropertiesDictionary
        {
            [QueueTime] = result.QueueTime,
            [TimeToFirstToken] = result.TimeToFirstToken,
            [DecodeTime] = result.DecodeTime,
        };
        if (dropped > 0) update.AdditionalProperties[DroppedMessages] = dropped;
        return update;
    }
}
