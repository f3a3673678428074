using System.Text;
using System.Text.Json;
using ChatBot.Inference.Generation;
using ChatBot.Inference.Tokenization;
using ChatBot.Tests.Generation.Scheduling;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatBot.Tests.Generation;

public sealed class GenerationEngineTests : IAsyncDisposable
{
    private static readonly int[] Prompt = [89, 342, 48, 451, 411, 374, 280];

    private readonly TextTokenizer _tokenizer = TokenizerJson.Load(Path.Combine(TestModels.Tiny("llama"), "tokenizer.json"));
    private readonly ManualResetEventSlim _go = new(initialState: true);
    private readonly GenerationEngine _engine;
    private int _runsUntilItWaits;

    public GenerationEngineTests() => _engine = Engine();

    private static int[] ExpectedGreedy { get; } = [.. JsonDocument.Parse(File.ReadAllText(Path.Combine(TestModels.Tiny("llama"), "expected.json")))
        .RootElement[1].GetProperty("greedy").EnumerateArray().Select(id => id.GetInt32())];

    public async ValueTask DisposeAsync()
    {
        _go.Set();
        await _engine.DisposeAsync();
        _go.Dispose();
    }

    [Fact]
    public async Task An_answer_is_the_text_of_the_greedy_tokens_of_transformers()
    {
        var generation = Ask(Prompt, ExpectedGreedy.Length);

        Assert.Equal(_tokenizer.Decode(ExpectedGreedy), await Text(generation));
        Assert.Equal((ChatFinishReason.Length, Prompt.Length, ExpectedGreedy.Length),
            (generation.Result!.FinishReason, generation.Result.PromptTokens, generation.Result.OutputTokens));
    }

    [Fact]
    public async Task Callers_who_ask_at_once_all_get_the_answer_they_would_get_alone()
    {
        int[][] prompts = [.. Enumerable.Range(0, 12).Select(i => Prompt.Select(id => (id + (i % 4)) % 512).ToArray())];
        var alone = new List<string>();
        foreach (var prompt in prompts) alone.Add(await Text(Ask(prompt, 20)));

        var together = await Task.WhenAll(prompts.Select(prompt => Task.Run(() => Text(Ask(prompt, 20)))));

        Assert.Equal(alone, together);
    }

    [Fact]
    public async Task A_second_turn_reads_only_what_is_new_and_answers_the_same()
    {
        await Text(Ask(Prompt, 10));
        int[] secondTurn = [.. Prompt, .. ExpectedGreedy[..9], 7, 8, 9];

        var continued = Ask(secondTurn, 12);
        var answer = await Text(continued);
        await using var fresh = Engine();
        var expected = await Text(fresh.Start(Request(secondTurn, 12), CancellationToken.None));

        Assert.Equal(Prompt.Length + 9, continued.Result!.CachedTokens);
        Assert.Equal(expected, answer);
    }

    [Fact]
    public async Task An_end_token_ends_the_answer_and_is_not_shown()
    {
        await using var engine = Engine(endTokens: [ExpectedGreedy[5]]);
        var generation = engine.Start(Request(Prompt, 20), CancellationToken.None);

        Assert.Equal(_tokenizer.Decode(ExpectedGreedy.AsSpan(0, 5)), await Text(generation));
        Assert.Equal((ChatFinishReason.Stop, 6), (generation.Result!.FinishReason, generation.Result.OutputTokens));
    }

    [Fact]
    public async Task A_stop_text_ends_the_answer_and_is_not_shown()
    {
        var whole = _tokenizer.Decode(ExpectedGreedy);
        var stop = whole.Substring(6, 3);

        var generation = _engine.Start(Request(Prompt, 20) with { Stop = [stop] }, CancellationToken.None);

        Assert.Equal(whole[..whole.IndexOf(stop, StringComparison.Ordinal)], await Text(generation));
        Assert.Equal(ChatFinishReason.Stop, generation.Result!.FinishReason);
    }

    [Fact]
    public async Task Cancelling_ends_an_answer_and_the_next_one_is_whole()
    {
        using var cancel = new CancellationTokenSource();
        WaitAfter(runs: 20);
        var cancelled = _engine.Start(Request(Prompt, 200), cancel.Token);
        await using (var pieces = cancelled.ReadAllAsync().GetAsyncEnumerator(TestContext.Current.CancellationToken))
        {
            await pieces.MoveNextAsync();
            await cancel.CancelAsync();
            _go.Set();
            await Assert.ThrowsAsync<OperationCanceledException>(async () =>
            {
                while (await pieces.MoveNextAsync())
                {
                }
            });
        }

        Assert.Equal(_tokenizer.Decode(ExpectedGreedy), await Text(Ask(Prompt, ExpectedGreedy.Length)));
    }

    [Fact]
    public async Task An_answer_cancelled_while_it_waits_is_never_begun()
    {
        WaitAfter(runs: 0);
        var running = Ask(Prompt, 200);
        using var cancel = new CancellationTokenSource();
        var waiting = _engine.Start(Request(Prompt, 200), cancel.Token);
        await cancel.CancelAsync();
        _go.Set();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Text(waiting));
        Assert.NotEmpty(await Text(running));
    }

    [Fact]
    public async Task Disposing_cancels_what_runs_and_what_waits()
    {
        var engine = Engine();
        WaitAfter(runs: 10);
        var generations = Enumerable.Range(0, 5).Select(_ => engine.Start(Request(Prompt, 240), CancellationToken.None)).ToList();

        var disposed = engine.DisposeAsync().AsTask();
        while (!generations.TrueForAll(generation => generation.IsCancelled)) await Task.Delay(1, TestContext.Current.CancellationToken);
        _go.Set();
        await disposed;

        var ended = 0;
        foreach (var generation in generations)
        {
            try
            {
                await Text(generation);
            }
            catch (OperationCanceledException)
            {
                ended++;
            }
        }

        Assert.Equal(5, ended);
        Assert.Throws<ObjectDisposedException>(() => engine.Start(Request(Prompt, 1), CancellationToken.None));
        await engine.DisposeAsync();
    }

    [Fact]
    public async Task A_prompt_the_model_cannot_run_fails_alone()
    {
        var broken = Ask([1, 2, 100_000], 5);

        await Assert.ThrowsAnyAsync<Exception>(() => Text(broken));
        Assert.Equal(_tokenizer.Decode(ExpectedGreedy), await Text(Ask(Prompt, ExpectedGreedy.Length)));
    }

    private GenerationEngine Engine(params int[] endTokens)
    {
        var decoder = new CountingDecoder(TestModels.OpenDecoder(TestModels.Tiny("llama")), new CountedTime()) { Before = _ => WaitWhereToldTo() };
        return new(decoder, _tokenizer, endTokens.ToHashSet(), TimeProvider.System, NullLogger.Instance);
    }

    // The tiny model writes so fast that an answer may be whole before a test on a busy machine gets to cancel it.
    private void WaitAfter(int runs)
    {
        Volatile.Write(ref _runsUntilItWaits, runs);
        _go.Reset();
    }

    private void WaitWhereToldTo()
    {
        if (!_go.IsSet && Interlocked.Decrement(ref _runsUntilItWaits) < 0) _go.Wait(CancellationToken.None);
    }

    private RunningGeneration Ask(int[] prompt, int maxTokens) => _engine.Start(Request(prompt, maxTokens), CancellationToken.None);

    private static GenerationRequest Request(int[] prompt, int maxTokens) => new(prompt, SamplingSettings.Greedy, maxTokens, []);

    private static async Task<string> Text(RunningGeneration generation)
    {
        var text = new StringBuilder();
        await foreach (var piece in generation.ReadAllAsync()) text.Append(piece.Text);
        return text.ToString();
    }
}
