using System.Globalization;
using System.Text.Json;
using ChatBot.Benchmarks.Comparison;

namespace ChatBot.Benchmarks.Suite;

/// <summary>Chats at once, long prompts and second turns, with ours and its peers in alternation; prints a table.</summary>
internal static class SuiteCommand
{
    /// <summary>Our side: a line of JSON in, one out. With <c>--onnxruntime-kernels</c> it does without ours.</summary>
    public static async Task<int> ServeAsync(string[] arguments)
    {
        var ownKernels = !arguments.Contains("--onnxruntime-kernels");
        await using var engine = new SuiteEngine(speculate: false, ownKernels: ownKernels);
        var description = $"the product's engine, no speculation{(ownKernels ? "" : ", ONNX Runtime's kernels")}";
        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(new Greeting(description), ComparisonJson.Default.Greeting));
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var request = JsonSerializer.Deserialize(line, ComparisonJson.Default.SuiteRequest)!;
            var answer = await engine.AskAsync(request.Prompts, request.Tokens);
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(answer, ComparisonJson.Default.SuiteAnswer));
        }

        return 0;
    }

    public static async Task<int> RunAsync(string[] arguments)
    {
        using var contest = await Contest.StartAsync("suite-serve", rounds: 5, arguments);
        var sides = contest.Sides;
        Console.WriteLine();
        foreach (var side in sides) Console.WriteLine(await TogetherAsync(side, contest));
        Console.WriteLine();
        Console.WriteLine($"| | {string.Join(" | ", sides.Select(static side => side.Name))} | {string.Join(" | ", sides.Skip(1).Select(static side => $"ours ÷ {side.Name}"))} | quiet rounds |");
        Console.WriteLine($"|---|{string.Concat(Enumerable.Repeat("---|", (2 * sides.Count) - 1))}---|");
        foreach (var scenario in Scenario.All) Console.WriteLine(await RowAsync(scenario, contest));
        foreach (var side in sides) Console.WriteLine($"{side.Name}: resident {side.Memory().Now >> 20:N0} MB, peak {side.Memory().Peak >> 20:N0} MB");
        return 0;
    }

    /// <summary>How much more eight chats get than one: asked in turns, because minutes differ more than that ratio's goal allows.</summary>
    private static async Task<string> TogetherAsync(Peer side, Contest contest)
    {
        const int chats = 8;
        List<double> whole = [], writing = [];
        for (var round = 0; round <= contest.Rounds; round++)
        {
            var (one, all) = (await AskAsync(1, round), await AskAsync(chats, round));
            if (round == 0) continue;
            whole.Add(all.Rate / one.Rate);
            writing.Add(all.WritingRate / one.WritingRate);
        }

        return $"{side.Name}: {chats} chats get {whole.Median():F2} × the rate of one (from {whole.Min():F2} to {whole.Max():F2}), prompts included"
            + (double.IsNaN(writing[0]) ? "" : $"; {writing.Median():F2} × (from {writing.Min():F2} to {writing.Max():F2}) while each writes");

        async Task<SuiteAnswer> AskAsync(int count, int round)
        {
            await ForeignLoad.WaitForQuietAsync(contest.Patience);
            return await side.AskSuiteAsync(Scenario.Chats(count).Request(1000 + round));
        }
    }

    /// <summary>The sides take turns; the first round warms up. Ratios are taken within a round, then their median.</summary>
    private static async Task<string> RowAsync(Scenario scenario, Contest contest)
    {
        var (rounds, patience, sides) = contest;
        List<double[]> figures = [], quiet = [];
        for (var round = 0; round <= rounds; round++)
        {
            var row = new double[sides.Count];
            var foreign = 0.0;
            for (var turn = 0; turn < sides.Count; turn++)
            {
                var side = (round + turn) % sides.Count;
                if (scenario.Prepare(round) is { } prepare) await sides[side].AskSuiteAsync(prepare);
                await ForeignLoad.WaitForQuietAsync(patience);
                var load = new ForeignLoad(sides[side].ProcessId);
                row[side] = scenario.Measure(await sides[side].AskSuiteAsync(scenario.Request(round)));
                foreign = Math.Max(foreign, load.Share());
            }

            if (round == 0) continue;
            figures.Add(row);
            if (foreign <= ForeignLoad.Quiet) quiet.Add(row);
        }

        var used = quiet.Count >= Math.Min(3, rounds) ? quiet : figures;
        var medians = Enumerable.Range(0, sides.Count).Select(side => used.Select(row => row[side]).Median().ToString("N1", CultureInfo.InvariantCulture));
        var ratios = Enumerable.Range(1, sides.Count - 1).Select(side => $"**{used.Select(row => row[0] / row[side]).Median():F2}**");
        return $"| {scenario.Name}, {scenario.Unit} ({(scenario.MoreIsBetter ? "more" : "less")} is better) | {string.Join(" | ", medians.Concat(ratios))} | {quiet.Count} of {rounds} |";
    }
}
