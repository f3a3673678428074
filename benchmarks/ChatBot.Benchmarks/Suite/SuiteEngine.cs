using System.Diagnostics;
using ChatBot.Inference.Generation;
using ChatBot.Inference.Generation.Caching;
using ChatBot.Inference.Generation.Decoding;
using ChatBot.Inference.Generation.Scheduling;
using ChatBot.Inference.Tokenization;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatBot.Benchmarks.Suite;

/// <summary>The product's engine on the shipped model, asked with ready-made tokens, as the peers are.</summary>
internal sealed class SuiteEngine : IAsyncDisposable
{
    private readonly GenerationEngine _engine;

    /// <param name="speculate">Whether it may guess: off where the same work is compared.</param>
    /// <param name="cacheMegabytes">The cache's budget; 0 is the product's default.</param>
    /// <param name="ownKernels">Whether it may use our kernels.</param>
    public SuiteEngine(bool speculate, int cacheMegabytes = 0, bool ownKernels = true)
    {
        var decoder = ShippedModel.OpenDecoder(ownKernels);
        Tokenizer = TokenizerJson.Load(Path.Combine(ShippedModel.Folder, "tokenizer.json"));
        CacheBytes = CacheBudget.Bytes(cacheMegabytes);
        var limits = new SchedulerLimits { RowsAreIndependent = RowIndependence.Holds(decoder), CacheBytes = CacheBytes, Speculate = speculate };

        // No end token: every answer is as long as was asked for.
        _engine = new GenerationEngine(decoder, Tokenizer, new HashSet<int>(), TimeProvider.System, NullLogger.Instance, limits);
    }

    public TextTokenizer Tokenizer { get; }

    public long CacheBytes { get; }

    /// <summary>Writes answers to all prompts at once, greedily.</summary>
    public async Task<SuiteAnswer> AskAsync(int[][] prompts, int tokens)
    {
        var start = Stopwatch.GetTimestamp();
        var firsts = new double[prompts.Length];
        var rates = new double[prompts.Length];
        var results = await Task.WhenAll(prompts.Select((prompt, i) => Task.Run(async () =>
        {
            var generation = _engine.Start(new GenerationRequest(prompt, SamplingSettings.Greedy, tokens, []), CancellationToken.None);
            await foreach (var update in generation.ReadAllAsync())
            {
                if (firsts[i] == 0 && update.Text.Length > 0) firsts[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }

            var result = generation.Result!;
            rates[i] = (result.OutputTokens - 1) / ((Stopwatch.GetElapsedTime(start).TotalMilliseconds - firsts[i]) / 1000);
            return result;
        })));
        return new SuiteAnswer(results.Sum(static result => result.OutputTokens), results.Sum(static result => result.CachedTokens),
            firsts.Max(), Stopwatch.GetElapsedTime(start).TotalMilliseconds, rates.Sum());
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();
}

/// <summary>What a side is asked.</summary>
/// <param name="Prompts">The tokens of each chat's prompt.</param>
/// <param name="Tokens">How many tokens each answer has.</param>
internal sealed record SuiteRequest(int[][] Prompts, int Tokens);

/// <summary>What a side says of its answers.</summary>
/// <param name="Tokens">Tokens of all answers.</param>
/// <param name="CachedTokens">Tokens of all prompts that were not read again.</param>
/// <param name="FirstTokenMs">From the request to the last chat's first token.</param>
/// <param name="TotalMs">From the request to the last token of all.</param>
/// <param name="WritingRate">What each chat gets a second from its own first token to its last, added up; 0 where a side does not tell.</param>
internal sealed record SuiteAnswer(int Tokens, int CachedTokens, double FirstTokenMs, double TotalMs, double WritingRate = 0)
{
    /// <summary>Tokens a second from the request to the last token of all, over all chats.</summary>
    public double Rate => Tokens / (TotalMs / 1000);

    /// <summary>Tokens a second behind the first one, of a single chat.</summary>
    public double DecodeRate => (Tokens - 1) / ((TotalMs - FirstTokenMs) / 1000);
}
