using System.Text.Json;
using ChatBot.Inference.Tokenization.Reading;
using ChatBot.Inference.Tokenization.Subwords;

namespace ChatBot.Inference.Tokenization;

/// <summary>Reads Hugging Face's <c>tokenizer.json</c>.</summary>
public static class TokenizerJson
{
    /// <summary>Loads a tokenizer: byte-pair encoding on bytes or with byte fallback, unigram, WordPiece, or whole words.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The tokenizer, which keeps nothing of the file open.</returns>
    /// <exception cref="InvalidDataException">
    /// The file is damaged or asks for a component that is not supported; the message names the file and the reason.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TextTokenizer Load(string path)
    {
        try
        {
            return Parse(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or InvalidOperationException or FormatException
            or KeyNotFoundException or IndexOutOfRangeException)
        {
            throw new InvalidDataException($"{path}: {Reason(e)}", e);
        }
    }

    private static TextTokenizer Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        var json = new Utf8JsonReader(bytes);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject) throw new InvalidDataException("it is not a JSON object");

        var sections = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        (Vocabulary Vocabulary, SubwordModel Model)? model = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString()!;
            json.Read();
            switch (name)
            {
                case "model" when json.TokenType == JsonTokenType.StartObject:
                    model = ModelReader.Read(ref json);
                    break;
                case "normalizer" or "pre_tokenizer" or "post_processor" or "decoder" or "added_tokens":
                    sections[name] = JsonElement.ParseValue(ref json);
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        var (vocabulary, subwords) = model ?? throw new InvalidDataException("it has no model");
        return new TextTokenizer(
            vocabulary,
            subwords,
            [.. AddedTokens(Section("added_tokens"), vocabulary)],
            NormalizerReader.Read(Section("normalizer")),
            PreTokenizerReader.Read(Section("pre_tokenizer")),
            PostProcessorReader.Read(Section("post_processor")),
            DecoderReader.Read(Section("decoder")));

        JsonElement Section(string name) => sections.GetValueOrDefault(name);
    }

    private static IEnumerable<AddedToken> AddedTokens(JsonElement section, Vocabulary vocabulary)
    {
        if (section.ValueKind != JsonValueKind.Array) yield break;
        foreach (var token in section.EnumerateArray())
        {
            var content = token.GetProperty("content").GetString() ?? "";
            if (content.Length == 0) continue;

            // A token that the model knows keeps the model's id, whatever is written here.
            var id = vocabulary.Find(content);
            yield return new AddedToken(
                id >= 0 ? id : token.GetProperty("id").GetInt32(),
                content,
                Flag("single_word"),
                Flag("lstrip"),
                Flag("rstrip"),
                Flag("normalized"),
                Flag("special"));

            bool Flag(string name) => token.TryGetProperty(name, out var value) && value.GetBoolean();
        }
    }

    private static string Reason(Exception e) => e switch
    {
        InvalidDataException => $"the tokenizer cannot be used, {e.Message}.",
        JsonException { LineNumber: { } line } => $"the tokenizer is not valid JSON at line {line + 1}; the file may be incomplete.",
        _ => $"the tokenizer has an unexpected form: {e.Message}",
    };
}
