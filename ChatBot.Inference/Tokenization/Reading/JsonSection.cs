using System.Text.Json;

namespace ChatBot.Inference.Tokenization.Reading;

/// <summary>One component of a <c>tokenizer.json</c>: its type and its settings, with errors that name what is missing.</summary>
internal readonly struct JsonSection(JsonElement element, string kind)
{
    /// <summary>The component's type.</summary>
    public string Type { get; } = element.ValueKind == JsonValueKind.Object && element.TryGetProperty("type", out var type)
        ? type.GetString() ?? ""
        : throw new InvalidDataException($"the {kind} has no type");

    public string Text(string name) => Find(name)?.GetString() ?? throw Missing(name);

    public string? TextOrNull(string name) => Find(name)?.GetString();

    public bool Flag(string name, bool missing = false) => Find(name)?.GetBoolean() ?? missing;

    public bool? FlagOrNull(string name) => Find(name)?.GetBoolean();

    public int Number(string name) => Find(name)?.GetInt32() ?? throw Missing(name);

    public int? NumberOrNull(string name) => Find(name)?.GetInt32();

    public JsonElement Element(string name) => Find(name) ?? throw Missing(name);

    /// <summary>A text of exactly one UTF-16 unit.</summary>
    public char Character(string name) => Text(name) is [var only]
        ? only
        : throw new InvalidDataException($"'{name}' of the {kind} '{Type}' is not a single character");

    /// <summary>The parts of a sequence, each read by <paramref name="read"/>.</summary>
    public T[] Parts<T>(string name, Func<JsonElement, T?> read)
        where T : class => [.. Element(name).EnumerateArray().Select(read).OfType<T>()];

    public InvalidDataException Unsupported() => new($"the {kind} '{Type}' is not supported");

    private JsonElement? Find(string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private InvalidDataException Missing(string name) => new($"the {kind} '{Type}' lacks '{name}'");
}
