namespace ChatBot.Benchmarks.Suite;

/// <summary>One row of the table.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Unit">What <paramref name="Measure"/> gives.</param>
/// <param name="MoreIsBetter">Whether a higher figure is better.</param>
/// <param name="Prepare">Requests that come first and are not measured, for a repetition.</param>
/// <param name="Request">The measured request of a repetition.</param>
/// <param name="Measure">The figure.</param>
internal sealed record Scenario(
    string Name, string Unit, bool MoreIsBetter, Func<int, SuiteRequest?> Prepare, Func<int, SuiteRequest> Request, Func<SuiteAnswer, double> Measure)
{
    private const int AnswerTokens = 129;

    private const int BriefTokens = 8;

    /// <summary>All of them: chats at once, long prompts, a second turn.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        Chats(1), Chats(2), Chats(4), Chats(8), LongPrompt(500), LongPrompt(1020), LongPrompt(2000),
        new("second turn, 20 new tokens after 1,000", "ms to first token", false, repetition => new([Text(repetition, 1000)], 1),
            repetition => new([[.. Text(repetition, 1000), .. Text(repetition + 1000, 20)]], BriefTokens), static answer => answer.FirstTokenMs),
    ];

    /// <summary>So many chats that begin together.</summary>
    public static Scenario Chats(int chats) => new($"{chats} chat{(chats > 1 ? "s" : "")}", "tok/s together", true, static _ => null,
        repetition => new([.. Enumerable.Range(0, chats).Select(chat => Text((100 * repetition) + chat, 45))], AnswerTokens), static answer => answer.Rate);

    private static Scenario LongPrompt(int tokens) => new($"prompt of {tokens:N0} tokens", "ms to first token", false, static _ => null,
        repetition => new([Text(repetition, tokens)], BriefTokens), static answer => answer.FirstTokenMs);

    /// <summary>Tokens of no meaning, other ones for each seed, so that nobody's cache has them.</summary>
    private static int[] Text(int seed, int length)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => random.Next(300, 30_000))];
    }
}
