using ChatBot.Inference.Tokenization;

namespace ChatBot.Tests.Tokenization;

/// <summary>Runs alone: the heap must hold still while it is measured.</summary>
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
[Collection(nameof(MemoryTests))]
public sealed class MemoryTests
{
    [Fact]
    public void A_vocabulary_of_49_thousand_costs_a_few_megabytes()
    {
        var file = Tokenizers.FileOf("smollm2");
        TokenizerJson.Load(file);
        var costs = new List<long>();
        var tokenizers = new List<object>();
        for (var time = 0; time < 5; time++)
        {
            // What earlier tests left may be freed at any moment: one measurement of five may be wrong, or two.
            GC.WaitForPendingFinalizers();
            var before = GC.GetTotalMemory(forceFullCollection: true);
            tokenizers.Add(TokenizerJson.Load(file));
            costs.Add(GC.GetTotalMemory(forceFullCollection: true) - before);
        }

        GC.KeepAlive(tokenizers);
        Assert.InRange(costs.Order().ElementAt(2), 1_000_000, 4_000_000);
    }
}
