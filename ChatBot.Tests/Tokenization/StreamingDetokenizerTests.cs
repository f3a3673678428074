using System.Text;
using ChatBot.Inference.Tokenization;
using FsCheck;

namespace ChatBot.Tests.Tokenization;

public sealed class StreamingDetokenizerTests
{
    [Property]
    public void Streamed_text_equals_one_shot_text_for_any_ids(NonNull<int[]> numbers, bool skip)
    {
        foreach (var name in Tokenizers.Names)
        {
            var tokenizer = Tokenizers.Get(name);

            // Mostly real tokens, some of them special, and now and then a number that is none.
            int[] ids = [.. numbers.Get.Select((n, i) => i % 7 == 6 ? n : (int)((uint)(n * 2654435761) % (uint)tokenizer.VocabularySize))];
            Assert.Equal(tokenizer.Decode(ids, skip), Stream(tokenizer, ids, skip));
        }
    }

    [Property]
    public void Streamed_text_equals_the_text_that_was_encoded(NonNull<string> text)
    {
        var tokenizer = Tokenizers.Get("gpt-2");
        var expected = Tokenizers.WellFormed(text.Get);

        Assert.Equal(expected, Stream(tokenizer, tokenizer.Encode(expected), skip: false));
    }

    [Property(MaxTest = 30)]
    public void Random_bytes_decode_as_UTF_8_does(NonNull<byte[]> bytes)
    {
        var tokenizer = Tokenizers.Get("gpt-2");
        var ids = bytes.Get.Select(value => tokenizer.IdOf(ByteChars.ToChar(value).ToString())!.Value).ToArray();

        Assert.Equal(Encoding.UTF8.GetString(bytes.Get), Stream(tokenizer, ids, skip: true));
    }

    [Theory]
    [InlineData("gpt-2")]
    [InlineData("phi-3")]
    public void No_part_ends_inside_a_character(string name)
    {
        var tokenizer = Tokenizers.Get(name);
        var stream = tokenizer.CreateDetokenizer();
        const string Text = "🤗 ok 👨‍👩‍👧‍👦 𝐇𝐢 မြန်မာ 日本語 ཨ";

        var parts = tokenizer.Encode(Text).Select(stream.Append).Append(stream.Flush()).ToArray();

        Assert.Equal(Text, string.Concat(parts));
        Assert.All(parts, part => Assert.Equal(part, Tokenizers.WellFormed(part)));
        Assert.DoesNotContain(parts, part => part.Contains('\uFFFD'));
    }

    [Fact]
    public void Characters_in_byte_tokens_are_given_out_as_soon_as_they_are_complete()
    {
        var tokenizer = Tokenizers.Get("phi-3");
        var stream = tokenizer.CreateDetokenizer();
        stream.Append(tokenizer.IdOf("▁a")!.Value);

        Assert.Equal("", stream.Append(tokenizer.IdOf("<0xE2>")!.Value));
        Assert.Equal("", stream.Append(tokenizer.IdOf("<0x82>")!.Value));
        Assert.Equal("€", stream.Append(tokenizer.IdOf("<0xAC>")!.Value));
    }

    [Fact]
    public void A_bad_byte_spoils_no_character_beside_it()
    {
        var tokenizer = Tokenizers.Get("phi-3");
        int[] ids = [.. new[] { "<0xFF>", "<0xE2>", "<0x82>", "<0xAC>", "<0xE2>" }.Select(token => tokenizer.IdOf(token)!.Value)];

        Assert.Equal("\uFFFD€\uFFFD", tokenizer.Decode(ids));
    }

    [Fact]
    public void Special_tokens_are_left_out_on_demand_only()
    {
        var tokenizer = Tokenizers.Get("smollm2");
        var ids = tokenizer.Encode("a<|im_end|>b");

        Assert.Equal("ab", tokenizer.Decode(ids));
        Assert.Equal("a<|im_end|>b", tokenizer.Decode(ids, skipSpecialTokens: false));
    }

    [Fact]
    public void A_token_costs_little_more_than_its_text()
    {
        var tokenizer = Tokenizers.Get("smollm2");
        var ids = tokenizer.Encode(string.Concat(Enumerable.Repeat("The quick brown fox jumps over the lazy dog, 42 times. ", 40)));
        var stream = tokenizer.CreateDetokenizer();
        foreach (var id in ids) stream.Append(id);

        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var id in ids) stream.Append(id);
        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / ids.Length;

        Assert.InRange(each, 1, 64);
    }

    private static string Stream(TextTokenizer tokenizer, int[] ids, bool skip)
    {
        var stream = tokenizer.CreateDetokenizer(skip);
        return string.Concat(ids.Select(stream.Append)) + stream.Flush();
    }
}
