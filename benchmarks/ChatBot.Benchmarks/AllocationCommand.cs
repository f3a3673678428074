namespace ChatBot.Benchmarks;

/// <summary>
/// Managed memory that a token costs over the whole way from the engine to the caller: a long answer's allocation less a short one's, so that
/// what each answer costs once does not count.
/// </summary>
internal static class AllocationCommand
{
    private const int Short = 2, Long = 130, Budget = 1024;

    public static async Task<int> RunAsync()
    {
        await using var client = ShippedModel.Load();
        await MeasureAsync(Long, 0);
        List<double> perToken = [], once = [];
        for (var repetition = 1; repetition <= 9; repetition++)
        {
            var (shortBytes, shortTokens) = await MeasureAsync(Short, repetition);
            var (longBytes, longTokens) = await MeasureAsync(Long, repetition);
            perToken.Add((longBytes - shortBytes) / (double)(longTokens - shortTokens));
            once.Add(shortBytes);
        }

        var median = perToken.Median();
        Console.WriteLine($"{median:F0} bytes a token (from {perToken.Min():F0} to {perToken.Max():F0}), {once.Median() / 1024:F0} KiB an answer of {Short} tokens.");
        Console.WriteLine($"{(median <= Budget ? "met   " : "missed")} at most {Budget} bytes a token");
        return 0;

        async Task<(long Bytes, int Tokens)> MeasureAsync(int tokens, int repetition)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            var answer = await Answer.AskAsync(client, Prompts.Conversation(repetition), tokens);
            return (GC.GetTotalAllocatedBytes(precise: true) - before, answer.Tokens);
        }
    }
}
