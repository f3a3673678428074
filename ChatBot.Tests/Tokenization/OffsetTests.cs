using ChatBot.Inference.Tokenization;
using FsCheck;

namespace ChatBot.Tests.Tokenization;

public sealed class OffsetTests
{
    [Property]
    public void Offsets_lie_within_the_text_and_never_go_back(string? text)
    {
        text ??= "";
        foreach (var name in Tokenizers.Names)
        {
            var last = 0;
            foreach (var (_, start, end) in Tokenizers.Get(name).EncodeWithOffsets(text))
            {
                Assert.InRange(start, last, text.Length);
                Assert.InRange(end, start, text.Length);
                last = start;
            }
        }
    }

    [Property]
    public void Byte_level_tokens_cover_the_whole_text(NonNull<string> text)
    {
        var covered = 0;
        foreach (var (_, start, end) in Tokenizers.Get("gpt-2").EncodeWithOffsets(text.Get))
        {
            Assert.True(start <= covered);
            covered = Math.Max(covered, end);
        }

        Assert.Equal(text.Get.Length, covered);
    }

    [Theory]
    [InlineData("Ängström said: naïve CAFÉ costs 5€ in 東京!")]
    [InlineData("a\u0000\u200Bb\u00ADc d\u0301e\u0301 \u3000 end")]
    [InlineData("İİİ ﬁn 😀 done")]
    public void Text_at_the_offsets_is_the_word_whatever_normalisation_did_before_it(string text)
    {
        var tokenizer = Tokenizers.Get("minilm");
        foreach (var (id, start, end) in tokenizer.EncodeWithOffsets(text))
        {
            var token = tokenizer.TokenOf(id)!;
            if (token == "[UNK]") continue;
            Assert.Equal(tokenizer.Encode(token.Replace("##", "", StringComparison.Ordinal)), tokenizer.Encode(text[start..end]));
        }
    }

    [Fact]
    public void Spaces_are_trimmed_from_offsets_where_the_post_processor_asks_for_it()
    {
        var tokenizer = Tokenizers.Get("tiny-roberta");
        const string Text = " the answer  is <mask>";

        Assert.All(
            tokenizer.EncodeWithOffsets(Text, recogniseAddedTokens: true).Where(span => span.End > span.Start),
            span => Assert.Equal(Text[span.Start..span.End], Text[span.Start..span.End].Trim(' ')));
    }

    [Fact]
    public void Added_tokens_are_recognised_with_offsets_only_where_asked_for()
    {
        var tokenizer = Tokenizers.Get("minilm");

        Assert.Contains(new TokenSpan(102, 2, 7), tokenizer.EncodeWithOffsets("a [SEP] b", recogniseAddedTokens: true));
        Assert.DoesNotContain(tokenizer.EncodeWithOffsets("a [SEP] b"), span => span.Id == 102);
    }
}
