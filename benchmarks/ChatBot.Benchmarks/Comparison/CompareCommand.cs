using System.Globalization;

namespace ChatBot.Benchmarks.Comparison;

/// <summary>Our engine and its peers answer the same questions in alternation, in one run on one machine.</summary>
internal static class CompareCommand
{
    private const int Tokens = 129;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var rounds = 9;
        var patience = TimeSpan.FromSeconds(60);
        List<Peer> sides = [];
        try
        {
            sides.Add(await Peer.StartAsync("ChatBot", Environment.ProcessPath!, "serve"));
            for (var i = 0; i < arguments.Length; i++)
            {
                if (arguments[i] == "--rounds") rounds = int.Parse(arguments[++i], CultureInfo.InvariantCulture);
                else if (arguments[i] == "--patience") patience = TimeSpan.FromSeconds(int.Parse(arguments[++i], CultureInfo.InvariantCulture));
                else if (arguments[i] == "--peer" && arguments[++i].Split('=', 2) is [var name, var command])
                    sides.Add(await Peer.StartAsync(name, "/bin/sh", "-c", $"exec {command}"));
                else throw new ArgumentException($"Unknown argument {arguments[i]}.");
            }

            foreach (var side in sides) Console.WriteLine($"{side.Name}: {side.Description}");
            Console.WriteLine($"{ProcFiles.Processor()}, {Environment.ProcessorCount} processors; load average at the start {ProcFiles.LoadAverage()}");
            var (quiet, all) = await MeasureAsync(sides, rounds, patience);
            Report.Write(sides, quiet.Count >= Math.Min(3, rounds) ? quiet : all, all.Count, quiet.Count, Console.Out);
            return 0;
        }
        finally
        {
            foreach (var side in sides) side.Dispose();
        }
    }

    private static async Task<(List<Answer[]> Quiet, List<Answer[]> All)> MeasureAsync(List<Peer> sides, int rounds, TimeSpan patience)
    {
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
