namespace ChatBot.Tests.Tokenization;

public sealed class LoadingTests
{
    [Theory]
    [InlineData("", "not valid JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0", "not valid JSON")]
    [InlineData("{}", "no model")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"merges\":[]}}", "no vocabulary")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0}}}", "no merges")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":-1},\"merges\":[]}}", "impossible id -1")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[\"a b\"]}}", "the merge")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[[\"a\",\"a\",\"a\"]]}}", "not of two units")]
    [InlineData("{\"model\":{\"type\":\"Unigram\",\"unk_id\":1,\"vocab\":[[\"a\",0.5]]}}", "id 1 is not in the vocabulary")]
    [InlineData("{\"model\":{\"type\":\"Unigram\",\"vocab\":[[\"a\"]]}}", "not a text with a score")]
    [InlineData("{\"model\":{\"type\":\"WordPiece\",\"vocab\":{\"a\":0},\"unk_token\":\"?\"}}", "unknown token '?'")]
    [InlineData("{\"normalizer\":{\"type\":\"Magic\"},\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[]}}", "normalizer 'Magic'")]
    [InlineData("{\"decoder\":{\"type\":\"Abacus\"},\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[]}}", "decoder 'Abacus'")]
    [InlineData(
        "{\"pre_tokenizer\":{\"type\":\"Split\",\"pattern\":{\"Regex\":\"(a\"},\"behavior\":\"Isolated\"},\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[]}}",
        "regular expression '(a'")]
    [InlineData("{\"pre_tokenizer\":{\"type\":\"Split\"},\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[]}}", "lacks 'pattern'")]
    public void A_bad_file_is_refused_with_its_name_and_the_reason(string json, string reason)
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.json");
        File.WriteAllText(file, json);
        try
        {
            var error = Assert.Throws<InvalidDataException>(() => ChatBot.Inference.Tokenization.TokenizerJson.Load(file));
            Assert.Contains(file, error.Message, StringComparison.Ordinal);
            Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Every_truncation_of_a_file_is_refused_without_any_other_error()
    {
        var json = File.ReadAllText(Tokenizers.FileOf("tiny-qwen2"));
        for (var length = 0; length < json.Length - 2; length += 997)
        {
            Assert.Throws<InvalidDataException>(() => Tokenizers.FromJson(json[..length]));
        }
    }

    [Fact]
    public void The_sections_may_stand_in_any_order()
    {
        var tokenizer = Tokenizers.FromJson("""
            {"decoder":{"type":"Fuse"},"model":{"merges":["a b"],"vocab":{"a":0,"b":1,"ab":2},"type":"BPE"},"added_tokens":[]}
            """);

        Assert.Equal([2, 0], tokenizer.Encode("aba"));
    }
}
