using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ChatBot.Inference.Generation;

/// <summary>
/// What answers cost on this server, by OpenTelemetry's semantic conventions for generative AI
/// (https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-metrics/, buckets included), on the meter <see cref="Telemetry.SourceName"/>.
/// Thread-safe.
/// </summary>
internal sealed class GenerationMetrics : IDisposable
{
    private readonly Meter _meter = new(Telemetry.SourceName);
    private readonly Histogram<double> _request;
    private readonly Histogram<double> _firstToken;
    private readonly Histogram<double> _perToken;
    private readonly Counter<long> _reused;

    public GenerationMetrics()
    {
        _request = Seconds("gen_ai.server.request.duration", "From a request to its last token.",
            [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92]);
        _firstToken = Seconds("gen_ai.server.time_to_first_token", "From a request to its first token, the wait in the queue included.",
            [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]);
        _perToken = Seconds("gen_ai.server.time_per_output_token", "The average from one token of an answer to the next, after the first.",
            [0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5]);
        _reused = _meter.CreateCounter<long>("chatbot.engine.prompt.reused_tokens", "{token}", "Tokens of prompts that were still in the cache.");
    }

    /// <summary>Records an answer that came to its end.</summary>
    public void Finished(string model, GenerationResult result)
    {
        var tags = Tags(model);
        _request.Record((result.TimeToFirstToken + result.DecodeTime).TotalSeconds, tags);
        _firstToken.Record(result.TimeToFirstToken.TotalSeconds, tags);
        if (result.OutputTokens > 1) _perToken.Record(result.DecodeTime.TotalSeconds / (result.OutputTokens - 1), tags);
        _reused.Add(result.CachedTokens, tags);
    }

    /// <summary>Records an answer that failed or was cancelled.</summary>
    public void Failed(string model, TimeSpan after, Exception exception)
    {
        var tags = Tags(model);
        tags.Add("error.type", exception.GetType().FullName);
        _request.Record(after.TotalSeconds, tags);
    }

    /// <summary>Reports a value of a model whenever somebody reads the meter.</summary>
    /// <param name="name">Such as <c>chatbot.engine.requests.waiting</c>.</param>
    /// <param name="unit">Such as <c>{request}</c>.</param>
    /// <param name="description">One sentence.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="read">Must not block.</param>
    public void Watch(string name, string unit, string description, string model, Func<long> read) =>
        _meter.CreateObservableUpDownCounter(name, () => new Measurement<long>(read(), Tags(model)), unit, description);

    public void Dispose() => _meter.Dispose();

    private static TagList Tags(string model) => new()
    {
        { "gen_ai.operation.name", "chat" },
        { "gen_ai.provider.name", OnnxChatClient.Provider },
        { "gen_ai.request.model", model },
        { "gen_ai.response.model", model },
    };

    private Histogram<double> Seconds(string name, string description, double[] buckets) =>
        _meter.CreateHistogram(name, "s", description, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = buckets });
}
