using System.Text.Json;

namespace ChatBot.Tests.Tokenization;

/// <summary>
/// Every row that Hugging Face's tokenizers answered for real vocabularies: the reference's own rows, and texts put together at
/// random from what is difficult (scripts, emoji, marks, control characters, contractions, added tokens).
/// </summary>
public sealed class ReferenceVectorTests
{
    [Theory]
    [InlineData("smollm2", "vectors.jsonl")]
    [InlineData("gpt-2", "vectors.jsonl")]
    [InlineData("phi-3", "vectors.jsonl")]
    [InlineData("minilm", "vectors.jsonl")]
    [InlineData("smollm2", "mixed.jsonl")]
    [InlineData("gpt-2", "mixed.jsonl")]
    [InlineData("phi-3", "mixed.jsonl")]
    [InlineData("minilm", "mixed.jsonl")]
    public void Ids_offsets_and_decoded_text_equal_the_reference(string name, string file)
    {
        var tokenizer = Tokenizers.Get(name);
        var rows = 0;
        foreach (var line in File.ReadLines(ProjectRoot.Reference("tokenizers", name, file)))
        {
            using var row = JsonDocument.Parse(line);
            var text = row.RootElement.GetProperty("text").GetString()!;
            var ids = Ints(row.RootElement.GetProperty("ids"));
            Assert.Equal(ids, tokenizer.Encode(text));
            Assert.Equal(row.RootElement.GetProperty("decoded").GetString(), tokenizer.Decode(ids, skipSpecialTokens: false));
            if (row.RootElement.TryGetProperty("offsets", out var offsets))
            {
                var at = Tokenizers.CodePointOffsets(text);
                var expected = offsets.EnumerateArray().Select(pair => (at[pair[0].GetInt32()], at[pair[1].GetInt32()]));
                Assert.Equal(expected, tokenizer.EncodeWithOffsets(text, true).Select(span => (span.Start, span.End)));
            }

            rows++;
        }

        Assert.True(rows >= 46);
    }

    private static int[] Ints(JsonElement element) => [.. element.EnumerateArray().Select(value => value.GetInt32())];
}
