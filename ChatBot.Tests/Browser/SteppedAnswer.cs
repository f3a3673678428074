using System.Runtime.CompilerServices;
using ChatBot.Tests.Conversations;
using ChatBot.Web.Conversations;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace ChatBot.Tests.Browser;

/// <summary>
/// An answer that comes at a rate of the test's own clock: a step is the time between two flushes, in which some tokens come and the page is
/// sent what is new. What is counted so does not depend on how busy the machine is.
/// </summary>
internal sealed class SteppedAnswer(IReadOnlyList<string> tokens, int tokensPerSecond) : IDisposable
{
    private readonly ManualTimeProvider _clock = new();
    private readonly SemaphoreSlim _go = new(0);
    private readonly SemaphoreSlim _came = new(0);

    /// <summary>The second that a step is in.</summary>
    public static int SecondOf(int step) => (int)(step * AnswerStream.Interval.TotalSeconds);

    public int Steps => (tokens.Count + PerStep - 1) / PerStep;

    /// <summary>Tokens that come in a step.</summary>
    public int PerStep => (int)(tokensPerSecond * AnswerStream.Interval.TotalSeconds);

    public void Configure(WebApplicationBuilder builder) => builder.Services.AddSingleton(new AnswerStream(_clock));

    public async IAsyncEnumerable<string> Play([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        foreach (var step in tokens.Chunk(PerStep))
        {
            await _go.WaitAsync(cancellation);
            foreach (var token in step) yield return token;
            _came.Release(); // The last token has been taken: the answer has it.
        }
    }

    /// <summary>Lets one step's tokens come, then the time between two flushes pass.</summary>
    public async Task StepAsync()
    {
        _go.Release();
        await _came.WaitAsync();
        _clock.Advance(AnswerStream.Interval);
    }

    /// <summary>Lets time pass in which nothing comes.</summary>
    public void Pass() => _clock.Advance(TimeSpan.FromSeconds(1));

    public void Dispose()
    {
        _go.Dispose();
        _came.Dispose();
    }
}
