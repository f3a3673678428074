using ChatBot.Inference.Generation;
using ChatBot.Inference.Models;

namespace ChatBot.Tests.Generation;

public sealed class ContextLengthsTests
{
    [Theory]
    [InlineData(4096, 0, 4096)]
    [InlineData(131_072, 0, 10_000)] // What the cache has memory for.
    [InlineData(131_072, 20_000, 20_000)] // Asked for, so taken.
    [InlineData(4096, 20_000, 4096)] // Never more than the model has.
    [InlineData(0, 0, 2048)] // Nobody knows.
    public void A_conversation_may_be_as_long_as_the_model_allows_and_the_cache_holds(int model, int wanted, int expected) =>
        Assert.Equal(expected, ContextLengths.Of(Config(model), wanted, bytesPerToken: 1000, cacheBytes: 10_000_000));

    [Fact]
    public void Unasked_no_conversation_has_more_than_32_768_tokens_and_a_small_cache_still_holds_a_short_one()
    {
        Assert.Equal(32_768, ContextLengths.Of(Config(131_072), 0, bytesPerToken: 1, cacheBytes: 1 << 30));
        Assert.Equal(2048, ContextLengths.Of(Config(131_072), 0, bytesPerToken: 1 << 20, cacheBytes: 1 << 20));
    }

    private static GenAiConfig Config(int contextLength) => new() { Model = new() { ContextLength = contextLength, Decoder = new() } };
}
