using ChatBot.Inference.Answering;
using ChatBot.Tests.Tokenization;

namespace ChatBot.Tests.Answering;

public class DocumentTokenCacheTests
{
    private const int BytesPerToken = 12;

    [Fact]
    public void A_text_is_tokenized_once()
    {
        var cache = new DocumentTokenCache(Tokenizers.Get("minilm"));
        var first = cache.Get("one two three");
        Assert.Same(first, cache.Get(string.Concat("one two ", "three")));
        Assert.NotSame(first, cache.Get("one two four"));
    }

    [Fact]
    public void The_least_recently_asked_goes_when_it_is_full()
    {
        var cache = new DocumentTokenCache(Tokenizers.Get("minilm"), capacity: 6 * BytesPerToken);
        var (one, two) = (cache.Get("one one one"), cache.Get("two two two"));
        Assert.Same(one, cache.Get("one one one"));
        cache.Get("three three three");
        Assert.Same(one, cache.Get("one one one"));
        Assert.Equal(2, cache.Count);
        Assert.NotSame(two, cache.Get("two two two"));
    }

    [Fact]
    public void A_text_larger_than_the_cache_is_not_kept()
    {
        var cache = new DocumentTokenCache(Tokenizers.Get("minilm"), capacity: 3 * BytesPerToken);
        Assert.Equal(4, cache.Get("four four four four").Count);
        Assert.Equal(0, cache.Count);
    }
}
