using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using ChatBot.Inference;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ChatBot.Tests.Generation;

/// <summary>What an answer of the tiny llama reports, told apart from other tests' answers by the folder's name.</summary>
public sealed class TelemetryTests : IAsyncLifetime
{
    private readonly string _model = $"telemetry-{Guid.NewGuid():N}";
    private readonly TemporaryFolder _models = new();
    private readonly MeterListener _listener = new();
    private readonly ConcurrentBag<(string Name, string? Unit, double Value, Dictionary<string, object?> Tags)> _seen = [];
    private ServiceProvider _services = null!;

    private IChatClient Client => _services.GetRequiredService<IChatClient>();

    public async ValueTask InitializeAsync()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_models.Path, _model)).FullName;
        foreach (var file in Directory.GetFiles(TestModels.Tiny("llama"))) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        var services = new ServiceCollection().AddLogging();
        services.AddChatBotInference().Configure(options => (options.ModelsFolder, options.Threads) = (_models.Path, 1));
        _services = services.BuildServiceProvider();
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == Telemetry.SourceName) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
        foreach (var hosted in _services.GetServices<IHostedService>()) await hosted.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _services.DisposeAsync();
        _models.Dispose();
    }

    [Fact]
    public async Task An_answer_reports_the_servers_and_the_clients_side_by_the_conventions()
    {
        var answer = await Client.GetResponseAsync("Hi", new() { ModelId = _model, MaxOutputTokens = 6 }, TestContext.Current.CancellationToken);
        await Client.GetResponseAsync("Hi", new() { ModelId = _model, MaxOutputTokens = 6 }, TestContext.Current.CancellationToken);

        Assert.Equal(_model, answer.ModelId);
        foreach (var name in new[] { "gen_ai.server.request.duration", "gen_ai.server.time_to_first_token", "gen_ai.server.time_per_output_token" })
        {
            var (_, unit, value, tags) = _seen.First(one => one.Name == name);
            Assert.Equal("s", unit);
            Assert.True(value > 0, name);
            Assert.Equal(("chat", "onnxruntime", _model), (tags["gen_ai.operation.name"], tags["gen_ai.provider.name"], tags["gen_ai.request.model"]));
        }

        Assert.True(Sum("chatbot.engine.prompt.reused_tokens") > 0);
        _listener.RecordObservableInstruments();
        Assert.Contains(_seen, one => one is { Name: "chatbot.engine.cache.usage", Unit: "By", Value: > 0 });
        Assert.Contains(_seen, one => one is { Name: "chatbot.engine.requests.waiting", Unit: "{request}", Value: 0 });
        Assert.Contains(_seen, one => one.Name == "chatbot.engine.requests.running");
        Assert.Equal(2, _seen.Count(one => one.Name == "gen_ai.client.operation.duration"));
        Assert.Equal(12, _seen.Where(one => one.Name == "gen_ai.client.token.usage" && (string?)one.Tags["gen_ai.token.type"] == "output").Sum(one => one.Value));
    }

    [Fact]
    public async Task A_cancelled_answer_reports_its_kind_of_error()
    {
        // The tiny model may come to its end before the wish does: then once more.
        while (!await IsCancelledInTimeAsync()) TestContext.Current.CancellationToken.ThrowIfCancellationRequested();

        var (_, _, _, tags) = Assert.Single(_seen, one => one.Name == "gen_ai.server.request.duration" && one.Tags.ContainsKey("error.type"));
        Assert.Equal(typeof(OperationCanceledException).FullName, tags["error.type"]);
    }

    [Fact]
    public async Task An_answer_is_a_span_that_tells_its_tokens()
    {
        var spans = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Telemetry.SourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);

        await Client.GetResponseAsync("Hi", new() { ModelId = _model, MaxOutputTokens = 3 }, TestContext.Current.CancellationToken);

        var span = Assert.Single(spans, span => span.GetTagItem("gen_ai.request.model") as string == _model);
        Assert.Equal($"chat {_model}", span.DisplayName);
        Assert.Equal(3, Convert.ToInt32(span.GetTagItem("gen_ai.usage.output_tokens"), System.Globalization.CultureInfo.InvariantCulture));
        Assert.DoesNotContain(span.TagObjects, tag => tag.Value is string text && text.Contains("Hi", StringComparison.Ordinal));
    }

    private async Task<bool> IsCancelledInTimeAsync()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var options = new ChatOptions { ModelId = _model, MaxOutputTokens = 200 };
        try
        {
            await foreach (var _ in Client.GetStreamingResponseAsync("Hi", options, cancel.Token)) await cancel.CancelAsync();
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    private double Sum(string name) => _seen.Where(one => one.Name == name).Sum(one => one.Value);

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var all = new Dictionary<string, object?>();
        foreach (var (name, tag) in tags) all[name] = tag;
        if (all.GetValueOrDefault("gen_ai.request.model") as string == _model) _seen.Add((instrument.Name, instrument.Unit, value, all));
    }
}
