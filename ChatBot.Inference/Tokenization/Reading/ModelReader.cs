using System.Text.Json;
using ChatBot.Inference.Tokenization.Subwords;

namespace ChatBot.Inference.Tokenization.Reading;

/// <summary>Reads the <c>model</c> section straight from the bytes: vocabulary and merges never become JSON objects.</summary>
internal static class ModelReader
{
    /// <param name="json">At the section's opening brace; afterwards at its closing one.</param>
    public static (Vocabulary Vocabulary, SubwordModel Model) Read(ref Utf8JsonReader json)
    {
        var settings = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        Vocabulary? vocabulary = null;
        double[]? scores = null;
        var merges = default(Utf8JsonReader);
        var hasMerges = false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString()!;
            json.Read();
            switch (name)
            {
                case "vocab" when json.TokenType == JsonTokenType.StartObject:
                    vocabulary = ReadVocabulary(ref json);
                    break;
                case "vocab" when json.TokenType == JsonTokenType.StartArray:
                    (vocabulary, scores) = ReadScores(ref json);
                    break;
                case "merges":
                    // They may stand before the vocabulary that they need: come back to them with this copy of the reader.
                    merges = json;
                    hasMerges = true;
                    json.Skip();
                    break;
                default:
                    settings[name] = JsonElement.ParseValue(ref json);
                    break;
            }
        }

        if (vocabulary is null) throw new InvalidDataException("the model has no vocabulary");
        var type = Text("type") ?? (hasMerges ? "BPE" : scores is not null ? "Unigram" : settings.ContainsKey("max_input_chars_per_word") ? "WordPiece" : "WordLevel");
        SubwordModel model = type switch
        {
            "BPE" when hasMerges => new BpeModel(vocabulary, ReadMerges(ref merges, vocabulary, Text("continuing_subword_prefix")), Bpe()),
            "BPE" => throw new InvalidDataException("the model has no merges"),
            "WordPiece" => new WordPieceModel(
                vocabulary, Text("unk_token") ?? "[UNK]", Text("continuing_subword_prefix") ?? "##", Number("max_input_chars_per_word") ?? 100),
            "WordLevel" => new WordLevelModel(vocabulary, Text("unk_token") ?? "<unk>"),
            "Unigram" when scores is not null => new UnigramModel(vocabulary, scores, Number("unk_id"), Flag("byte_fallback")),
            _ => throw new InvalidDataException($"the model '{type}' is not supported"),
        };
        return (vocabulary, model);

        string? Text(string name) => settings.TryGetValue(name, out var value) ? value.GetString() : null;

        int? Number(string name) => settings.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;

        bool Flag(string name) => settings.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.True;

        BpeOptions Bpe() => new()
        {
            UnknownToken = Text("unk_token"),
            ContinuingPrefix = Text("continuing_subword_prefix"),
            EndOfWordSuffix = Text("end_of_word_suffix"),
            FuseUnknown = Flag("fuse_unk"),
            ByteFallback = Flag("byte_fallback"),
            IgnoreMerges = Flag("ignore_merges"),
        };
    }

    private static Vocabulary ReadVocabulary(ref Utf8JsonReader json)
    {
        var builder = new Vocabulary.Builder();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var length = json.CopyString(builder.Reserve(json.ValueSpan.Length));
            json.Read();
            if (!json.TryGetInt32(out var id)) throw new InvalidDataException("an id of the vocabulary is no whole number");
            builder.Commit(length, id);
        }

        return builder.Build();
    }

    /// <summary>Reads <c>[["a", -1.5], …]</c>, in the order of the ids.</summary>
    private static (Vocabulary Vocabulary, double[] Scores) ReadScores(ref Utf8JsonReader json)
    {
        var builder = new Vocabulary.Builder();
        var scores = new List<double>();
        while (json.Read() && json.TokenType == JsonTokenType.StartArray)
        {
            if (!json.Read() || json.TokenType != JsonTokenType.String) throw Malformed();
            builder.Commit(json.CopyString(builder.Reserve(json.ValueSpan.Length)), scores.Count);
            if (!json.Read() || json.TokenType != JsonTokenType.Number) throw Malformed();
            scores.Add(json.GetDouble());
            if (!json.Read() || json.TokenType != JsonTokenType.EndArray) throw Malformed();
        }

        return json.TokenType == JsonTokenType.EndArray ? (builder.Build(), [.. scores]) : throw Malformed();

        static InvalidDataException Malformed() => new("a unit of the vocabulary is not a text with a score");
    }

    /// <summary>Reads <c>["a b", …]</c> as well as <c>[["a", "b"], …]</c>.</summary>
    private static List<(int Left, int Right, int Merged)> ReadMerges(ref Utf8JsonReader json, Vocabulary vocabulary, string? prefix)
    {
        if (json.TokenType != JsonTokenType.StartArray) throw new InvalidDataException("the merges are not a list");
        var merges = new List<(int, int, int)>();
        Span<char> pair = new char[2 * vocabulary.LongestText + 64];
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            int split, length;
            if (json.TokenType == JsonTokenType.StartArray)
            {
                json.Read();
                split = CopyTo(pair, ref json);
                json.Read();
                length = split + CopyTo(pair[split..], ref json);
                json.Read();
                if (json.TokenType != JsonTokenType.EndArray) throw new InvalidDataException("a merge is not of two units");
            }
            else
            {
                length = CopyTo(pair, ref json);
                split = pair[..length].IndexOf(' ');
                if (split < 0 || pair[(split + 1)..length].Contains(' ')) throw Malformed(pair[..length]);
                pair[(split + 1)..length].CopyTo(pair[split..]);
                length--;
            }

            merges.Add(Resolve(pair[..length], split, vocabulary, prefix));
        }

        return merges;
    }

    private static (int Left, int Right, int Merged) Resolve(Span<char> pair, int split, Vocabulary vocabulary, string? prefix)
    {
        var left = vocabulary.Find(pair[..split]);
        var right = vocabulary.Find(pair[split..]);
        var merged = string.IsNullOrEmpty(prefix) || !pair[split..].StartsWith(prefix, StringComparison.Ordinal)
            ? vocabulary.Find(pair)
            : vocabulary.Find($"{pair[..split]}{pair[(split + prefix.Length)..]}");
        return left >= 0 && right >= 0 && merged >= 0 ? (left, right, merged) : throw Malformed(pair);
    }

    private static int CopyTo(Span<char> target, ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.String) throw new InvalidDataException("a merge is not text");
        if (json.ValueSpan.Length > target.Length && json.GetString()!.Length > target.Length) throw Malformed(json.GetString());
        return json.CopyString(target);
    }

    private static InvalidDataException Malformed(ReadOnlySpan<char> merge) =>
        new($"the merge '{merge}' is not made of two units whose joint text is a unit, too");
}
