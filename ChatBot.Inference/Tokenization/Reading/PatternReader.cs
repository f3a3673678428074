using System.Text.Json;
using ChatBot.Inference.Tokenization.PreTokenization;

namespace ChatBot.Inference.Tokenization.Reading;

/// <summary>Makes patterns from <c>{"String": …}</c> and <c>{"Regex": …}</c>.</summary>
internal static class PatternReader
{
    public static SplitPattern Read(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String) return new LiteralPattern(element.GetString()!);
        if (element.ValueKind == JsonValueKind.Object)
        {
            if (Literal(element) is { } literal) return new LiteralPattern(literal);
            if (element.TryGetProperty("Regex", out var regex)) return RegexPattern.Parse(regex.GetString() ?? "");
        }

        throw new InvalidDataException($"the pattern {element.GetRawText()} is neither a String nor a Regex");
    }

    /// <summary>The fixed text of a pattern, or null for an expression.</summary>
    public static string? Literal(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty("String", out var text) ? text.GetString() : null;
}
