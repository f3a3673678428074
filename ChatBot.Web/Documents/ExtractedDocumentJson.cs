using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatBot.Web.Documents;

/// <summary>
/// Writes and reads an <see cref="ExtractedDocument"/> as JSON. A word is an array of numbers: start, length, and then left, top, right
/// and bottom of each of its boxes.
/// </summary>
public static class ExtractedDocumentJson
{
    /// <summary>Writes a document.</summary>
    public static Task WriteAsync(Stream stream, ExtractedDocument document, CancellationToken cancellationToken = default) =>
        JsonSerializer.SerializeAsync(stream, document, DocumentJsonContext.Plain.ExtractedDocument, cancellationToken);

    /// <summary>Reads a document that <see cref="WriteAsync"/> wrote.</summary>
    /// <exception cref="JsonException">It is not one.</exception>
    public static async Task<ExtractedDocument> ReadAsync(Stream stream, CancellationToken cancellationToken = default) =>
        await JsonSerializer.DeserializeAsync(stream, DocumentJsonContext.Plain.ExtractedDocument, cancellationToken).ConfigureAwait(false)
        ?? throw new JsonException("The document is null.");
}

/// <summary>One word as <c>[start,length,left,top,right,bottom,…]</c>.</summary>
internal sealed class ExtractedWordConverter : JsonConverter<ExtractedWord>
{
    public override ExtractedWord Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("A word must be an array.");
        var start = Integer(ref reader);
        var length = Integer(ref reader);
        var box = Box(ref reader, Number(ref reader));
        List<PageBox>? rest = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) (rest ??= []).Add(Box(ref reader, reader.GetSingle()));
        return new ExtractedWord(start, length, box, rest?.ToArray());
    }

    public override void Write(Utf8JsonWriter writer, ExtractedWord value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(value.Start);
        writer.WriteNumberValue(value.Length);
        Span<char> digits = stackalloc char[32];
        foreach (var box in value.Boxes)
        {
            foreach (var edge in (ReadOnlySpan<float>)[box.Left, box.Top, box.Right, box.Bottom])
            {
                edge.TryFormat(digits, out var length, "0.####", CultureInfo.InvariantCulture);
                writer.WriteRawValue(digits[..length]);
            }
        }

        writer.WriteEndArray();
    }

    private static PageBox Box(ref Utf8JsonReader reader, float left) => new(left, Number(ref reader), Number(ref reader), Number(ref reader));

    private static int Integer(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.Number) throw new JsonException("A word must hold numbers.");
        return reader.GetInt32();
    }

    private static float Number(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.Number) throw new JsonException("A word must hold numbers.");
        return reader.GetSingle();
    }
}
