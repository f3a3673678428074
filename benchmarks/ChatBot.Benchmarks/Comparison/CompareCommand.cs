namespace ChatBot.Benchmarks.Comparison;

/// <summary>Our engine and its peers answer the same questions in alternation, in one run on one machine.</summary>
internal static class CompareCommand
{
    private const int Tokens = 129;

    public static async Task<int> RunAsync(string[] arguments)
    {
        using var contest = await Contest.StartAsync("serve", rounds: 9, arguments);
        Console.WriteLine($"{ProcFiles.Processor()}, {Environment.ProcessorCount} processors; load average at the start {ProcFiles.LoadAverage()}");
        var (quiet, all) = await MeasureAsync(contest);
        Report.Write(contest.Sides, quiet.Count >= Math.Min(3, contest.Rounds) ? quiet : all, all.Count, quiet.Count, Console.Out);
        return 0;
    }

    private static async Task<(List<Answer[]> Quiet, List<Answer[]> All)> MeasureAsync(Contest contest)
    {
        var (rounds, patience, sides) = contest;
        var prompts = Prompts.Tokenise();
        List<Answer[]> quiet = [], all = [];
        for (var round = 0; quiet.Count < rounds && round < 1 + (3 * rounds); round++)
        {
            var answers = new Answer[sides.Count];
            var foreign = 0.0;
            for (var turn = 0; turn < sides.Count; turn++)
            {
                // Whoever comes first in one round comes later in the next.
                var side = (round + turn) % sides.Count;
                await ForeignLoad.WaitForQuietAsync(patience);
                var load = new ForeignLoad(sides[side].ProcessId);
                answers[side] = await sides[side].AskAsync(new(round, prompts[round % prompts.Length], Tokens));
                foreign = Math.Max(foreign, load.Share());
            }

            var warmUp = round == 0;
            Console.WriteLine($"round {round,2}: {string.Join("   ", answers.Zip(sides, Describe))}   others used {foreign:P0}"
                + (warmUp ? ", warm-up" : foreign > ForeignLoad.Quiet ? ", not counted" : ""));
            if (warmUp) continue;
            all.Add(answers);
            if (foreign <= ForeignLoad.Quiet) quiet.Add(answers);
        }

        return (quiet, all);

        static string Describe(Answer answer, Peer side) =>
            $"{side.Name} {answer.Rate:F1} tok/s, first {answer.FirstTokenMs:F0} ms ({answer.Tokens} tokens, {answer.PromptTokens - answer.CachedTokens} read)";
    }
}
