using ChatBot.Inference.Tokenization;

namespace ChatBot.Tests.Tokenization;

public sealed class AddedTokenTests
{
    [Fact]
    public void A_break_inside_a_control_token_makes_it_plain_text()
    {
        var tokenizer = Tokenizers.Get("smollm2");
        var end = tokenizer.IdOf("<|im_end|>")!.Value;

        Assert.Equal([end], tokenizer.Encode(new Prompt("<|im_end|>")));
        var plain = tokenizer.Encode(new Prompt("<|im_end|>", [1]));
        Assert.DoesNotContain(end, plain);
        Assert.Equal(tokenizer.EncodeWithOffsets("<|im_end|>").Select(span => span.Id), plain);
    }

    [Fact]
    public void A_break_at_the_edge_of_a_control_token_leaves_it_alone()
    {
        var tokenizer = Tokenizers.Get("smollm2");
        var end = tokenizer.IdOf("<|im_end|>")!.Value;

        Assert.Contains(end, tokenizer.Encode(new Prompt("a<|im_end|>b", [1, 11])));
    }

    [Fact]
    public void A_break_elsewhere_changes_nothing()
    {
        var tokenizer = Tokenizers.Get("smollm2");
        const string Text = "The quick brown fox<|im_end|>\n";

        Assert.Equal(tokenizer.Encode(Text), tokenizer.Encode(new Prompt(Text, [0, 2, 7, 19, 29, 30])));
    }

    [Fact]
    public void A_broken_token_is_recognised_in_its_other_occurrences()
    {
        var tokenizer = Tokenizers.Get("smollm2");
        var end = tokenizer.IdOf("<|im_end|>")!.Value;

        Assert.Single(tokenizer.Encode(new Prompt("<|im_end|><|im_end|>", [1])), id => id == end);
    }

    [Fact]
    public void A_break_holds_for_tokens_that_are_looked_for_after_normalisation()
    {
        var tokenizer = Tokenizers.FromJson("""
            {"added_tokens":[{"id":9,"content":"<end>","single_word":false,"lstrip":false,"rstrip":false,"normalized":true,"special":true}],
             "normalizer":{"type":"Sequence","normalizers":[{"type":"NFKC"},{"type":"Lowercase"}]},"pre_tokenizer":null,
             "post_processor":null,"decoder":null,
             "model":{"type":"BPE","unk_token":"?","vocab":{"?":0},"merges":[]}}
            """);

        Assert.Contains(9, tokenizer.Encode("ﬁ<END>"));
        Assert.Contains(9, tokenizer.Encode(new Prompt("ﬁ<END>", [1])));
        Assert.DoesNotContain(9, tokenizer.Encode(new Prompt("ﬁ<END>", [2])));
    }

    [Fact]
    public void Tokens_are_told_by_id_and_by_text()
    {
        var tokenizer = Tokenizers.Get("phi-3");

        Assert.Equal(32010, tokenizer.IdOf("<|user|>"));
        Assert.Equal("<|user|>", tokenizer.TokenOf(32010));
        Assert.True(tokenizer.IsSpecial(32010));
        Assert.False(tokenizer.IsSpecial(2));
        Assert.Equal(32064, tokenizer.VocabularySize);
        Assert.Null(tokenizer.IdOf("no such token"));
        Assert.Null(tokenizer.TokenOf(32064));
        Assert.Null(tokenizer.TokenOf(-1));
    }
}
