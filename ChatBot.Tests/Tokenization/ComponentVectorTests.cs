using System.Text.Json;

namespace ChatBot.Tests.Tokenization;

/// <summary>
/// Each component of a tokenizer file by itself, in all its settings, against what Hugging Face's tokenizers 0.23 answered
/// (Reference/tokenizers/components.jsonl: a whole small tokenizer a line).
/// </summary>
public sealed class ComponentVectorTests
{
    public static TheoryData<string> Names =>
        [.. Lines().Select(line => line.RootElement.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_component_answers_as_the_reference_does(string name)
    {
        var line = Lines().Single(line => line.RootElement.GetProperty("name").GetString() == name).RootElement;
        var tokenizer = Tokenizers.FromJson(line.GetProperty("tokenizer").GetRawText());
        var normalises = line.GetProperty("tokenizer").GetProperty("normalizer").ValueKind != JsonValueKind.Null;
        foreach (var row in line.GetProperty("cases").EnumerateArray())
        {
            var text = row.GetProperty("text").GetString()!;
            var ids = row.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()).ToArray();
            Assert.Equal(ids, tokenizer.Encode(text));
            // Offsets of rewritten text are a matter of taste: OffsetTests holds ours to rules. So they are where the reference counts affixes as text.
            if (normalises || !row.TryGetProperty("offsets", out var pairs)) continue;
            var at = Tokenizers.CodePointOffsets(text);
            var offsets = pairs.EnumerateArray().Select(pair => (at[pair[0].GetInt32()], at[pair[1].GetInt32()]));
            Assert.Equal(offsets, tokenizer.EncodeWithOffsets(text, true).Select(span => (span.Start, span.End)));
        }

        foreach (var row in line.GetProperty("decodes").EnumerateArray())
        {
            var ids = row.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()).ToArray();
            var skip = row.GetProperty("skip").GetBoolean();
            Assert.Equal(row.GetProperty("text").GetString(), tokenizer.Decode(ids, skip));
            var stream = tokenizer.CreateDetokenizer(skip);
            Assert.Equal(row.GetProperty("text").GetString(), string.Concat(ids.Select(stream.Append)) + stream.Flush());
        }
    }

    private static IEnumerable<JsonDocument> Lines() =>
        File.ReadLines(ProjectRoot.Reference("tokenizers", "components.jsonl")).Select(line => JsonDocument.Parse(line));
}
