using FsCheck;

namespace ChatBot.Tests.Tokenization;

public sealed class RoundTripTests
{
    [Property]
    public void Byte_level_tokenizers_give_any_text_back(string? text)
    {
        text = Tokenizers.WellFormed(text ?? "");
        foreach (var name in Tokenizers.ByteLevel.Where(name => name != "smollm2"))
        {
            var tokenizer = Tokenizers.Get(name);
            Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text), skipSpecialTokens: false));
        }
    }

    [Theory]
    [InlineData("The quick brown fox; 42 €, naïve café.\n\n\tIndented — “quoted” 日本語 🤗👨‍👩‍👧 \u0301")]
    [InlineData("   leading and trailing   ")]
    [InlineData("")]
    public void Every_tokenizer_for_chats_gives_a_text_back(string text)
    {
        foreach (var name in Tokenizers.Names.Where(name => name != "minilm"))
        {
            var tokenizer = Tokenizers.Get(name);
            Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text), skipSpecialTokens: false));
        }
    }

    [Fact]
    public void A_lone_surrogate_counts_as_a_replacement_character()
    {
        var tokenizer = Tokenizers.Get("gpt-2");

        Assert.Equal(tokenizer.Encode("a\uFFFDb\uFFFD"), tokenizer.Encode("a\uD83Db\uDE00"));
    }

    [Property]
    public void The_ids_are_those_of_the_tokens_with_offsets(string? text)
    {
        foreach (var name in Tokenizers.Names)
        {
            var tokenizer = Tokenizers.Get(name);
            Assert.Equal(tokenizer.Encode(text ?? ""), tokenizer.EncodeWithOffsets(text ?? "", true).Select(span => span.Id));
        }
    }
}
