namespace ChatBot.Benchmarks.Comparison;

/// <summary>The table of a comparison, in Markdown, and whether the project's goals were met in it.</summary>
internal static class Report
{
    private const double DecodeGoal = 1.05;
    private const double MemoryGoal = 2.2;

    public static void Write(IReadOnlyList<Peer> sides, List<Answer[]> rounds, int measured, int quiet, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine(quiet == rounds.Count
            ? $"{rounds.Count} rounds of {measured} in which the machine was quiet; median (best):"
            : $"All {rounds.Count} rounds, only {quiet} of them quiet: read the figures with care; median (best):");
        output.WriteLine();
        output.WriteLine("| | decode, tok/s | ChatBot ÷ it | first token, ms | ChatBot ÷ it | resident, MB (peak) | ÷ weights |");
        output.WriteLine("|---|---|---|---|---|---|---|");
        for (var side = 0; side < sides.Count; side++)
        {
            var answers = rounds.ConvertAll(round => round[side]);
            var memory = sides[side].Memory();
            output.WriteLine($"| {sides[side].Name} "
                + $"| {answers.Select(a => a.Rate).Median():F1} ({answers.Max(a => a.Rate):F1}) "
                + $"| {Ratio(rounds, side, a => a.Rate):F2} "
                + $"| {answers.Select(a => a.FirstTokenMs).Median():F1} ({answers.Min(a => a.FirstTokenMs):F1}) "
                + $"| {Ratio(rounds, side, a => a.FirstTokenMs):F2} "
                + $"| {memory.Now / 1e6:F0} ({memory.Peak / 1e6:F0}) | {memory.Now / (double)ShippedModel.WeightBytes:F2} |");
        }

        output.WriteLine();
        output.WriteLine($"Ratios are the median over the rounds. Weights: {ShippedModel.WeightBytes / 1e6:F1} MB.");
        Goal(output, $"resident memory at most {MemoryGoal} × the weights", sides[0].Memory().Now <= MemoryGoal * ShippedModel.WeightBytes);
        for (var side = 1; side < sides.Count; side++)
        {
            Goal(output, $"decode at least {DecodeGoal} × {sides[side].Name}", Ratio(rounds, side, a => a.Rate) >= DecodeGoal);
            Goal(output, $"first token no later than {sides[side].Name}'s", Ratio(rounds, side, a => a.FirstTokenMs) <= 1);
        }
    }

    /// <summary>Ours over theirs, within each round: what slows a whole round then cancels out.</summary>
    private static double Ratio(List<Answer[]> rounds, int side, Func<Answer, double> figure) =>
        rounds.Select(round => figure(round[0]) / figure(round[side])).Median();

    private static void Goal(TextWriter output, string goal, bool met) => output.WriteLine($"{(met ? "met   " : "missed")} {goal}");
}
