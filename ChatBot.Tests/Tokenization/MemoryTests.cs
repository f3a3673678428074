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
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var tokenizer = TokenizerJson.Load(file);
        var cost = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(tokenizer);

        Assert.InRange(cost, 1_000_000, 4_000_000);
    }
}
