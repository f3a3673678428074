using System.Text.Json;

namespace ChatBot.Tests.Tokenization;

/// <summary>Every row that Hugging Face's tokenizers answered for real vocabularies.</summary>
public sealed class ReferenceVectorTests
{
    [Theory]
    [InlineData("smollm2")]
    [InlineData("gpt-2")]
    [InlineData("phi-3")]
    [InlineData("minilm")]
    public void Ids_offsets_and_decoded_text_equal_the_reference(string name)
    {
        var tokenizer = Tokenizers.Get(name);
        var rows = 0;
        foreach (var line in File.ReadLines(ProjectRoot.Reference("tokenizers", name, "vectors.jsonl")))
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
