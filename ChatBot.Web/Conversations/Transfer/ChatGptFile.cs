using System.Text;
using System.Text.Json;

namespace ChatBot.Web.Conversations.Transfer;

/// <summary>
/// Reads the <c>conversations.json</c> that ChatGPT exports: what was said, with all branches. Its tools, pictures and hidden messages have no
/// place here and are left out; what was written in several pieces in a row becomes one message.
/// </summary>
internal static class ChatGptFile
{
    /// <summary>Whether a file looks like one: a list of chats, each with a mapping.</summary>
    public static bool IsOne(JsonElement root) =>
        root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0 && root.EnumerateArray().All(chat => Mapping(chat) is not null);

    /// <summary>The chats in which something was said. Damaged ones are for whoever checks what was read.</summary>
    public static IReadOnlyList<ExportedChat> Read(JsonElement root) =>
        [.. root.EnumerateArray().Select(Chat).Where(chat => chat.Messages is { Count: > 0 })];

    private static ExportedChat Chat(JsonElement chat)
    {
        var mapping = Mapping(chat)!.Value;
        var nodes = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var node in mapping.EnumerateObject()) nodes[node.Name] = node.Value;
        var created = Time(chat, "create_time");
        var messages = new List<ExportedMessage>();
        var texts = new List<StringBuilder>();
        var kept = new Dictionary<string, int>(StringComparer.Ordinal);
        var ways = new Stack<(string Id, int Parent)>(nodes.Where(node => Text(node.Value, "parent") is not { } parent || !nodes.ContainsKey(parent)).Select(node => (node.Key, 0)).Reverse());
        while (ways.TryPop(out var way))
        {
            if (!nodes.TryGetValue(way.Id, out var node) || !kept.TryAdd(way.Id, way.Parent)) continue;
            var number = kept[way.Id] = Keep(messages, texts, node, way.Parent, created);
            if (!Has(node, "children", out var children) || children.ValueKind != JsonValueKind.Array) continue;
            foreach (var child in children.EnumerateArray().Reverse())
                if (child.ValueKind == JsonValueKind.String) ways.Push((child.GetString()!, number));
        }

        for (var i = 0; i < texts.Count; i++) messages[i] = messages[i] with { Text = texts[i].ToString() };

        // Who was looked at last: from there up.
        int? first = null;
        for (var at = Text(chat, "current_node") is { } current ? kept.GetValueOrDefault(current) : 0; at > 0; at = messages[at - 1].Parent)
        {
            var parent = messages[at - 1].Parent;
            if (parent == 0) first = at;
            else messages[parent - 1] = messages[parent - 1] with { Chosen = at };
        }

        return new(Text(chat, "title"), ChatMode.Auto, false, created, Time(chat, "update_time", created), null, first, [.. messages]);
    }

    /// <summary>Adds a message, or its words to the one before it of the same writer.</summary>
    /// <param name="messages">What there is so far, without words.</param>
    /// <param name="texts">The words of each.</param>
    /// <param name="node">The message as the file has it.</param>
    /// <param name="parent">The number of the one before it.</param>
    /// <param name="chatCreated">When it was written where the file does not tell.</param>
    /// <returns>The number of what now stands at its place; its parent's where it is left out.</returns>
    private static int Keep(List<ExportedMessage> messages, List<StringBuilder> texts, JsonElement node, int parent, DateTimeOffset chatCreated)
    {
        if (Said(node) is not var (role, text, at)) return parent;
        if (parent == 0 && role == ExportedRole.Assistant) return parent;
        if (parent > 0 && messages[parent - 1].Role == role)
        {
            texts[parent - 1].Append("\n\n").Append(text);
            return parent;
        }

        var isQuestion = role == ExportedRole.User;
        texts.Add(new(text));
        messages.Add(new(
            messages.Count + 1, parent, null, role, null, isQuestion ? ChatMode.Auto : null, at ?? chatCreated, isQuestion ? null : AnswerPhase.Done, false, null, null, null));
        return messages.Count;
    }

    private static (ExportedRole Role, string Text, DateTimeOffset? At)? Said(JsonElement node)
    {
        if (!Has(node, "message", out var message)) return null;
        if (!Has(message, "author", out var author) || !Has(message, "content", out var content)) return null;
        if (Has(message, "metadata", out var more) && Has(more, "is_visually_hidden_from_conversation", out var hidden) && hidden.ValueKind == JsonValueKind.True) return null;
        ExportedRole? role = Text(author, "role") switch { "user" => ExportedRole.User, "assistant" => ExportedRole.Assistant, _ => null };
        var isText = Text(content, "content_type") is "text" or "multimodal_text";
        if (role is null || !isText || !Has(content, "parts", out var parts) || parts.ValueKind != JsonValueKind.Array) return null;
        var text = string.Join("\n\n", parts.EnumerateArray().Where(part => part.ValueKind == JsonValueKind.String).Select(part => part.GetString()!.Trim()).Where(part => part.Length > 0));
        return text.Length == 0 ? null : (role.Value, text, HasTime(message, "create_time", out var at) ? at : null);
    }

    private static JsonElement? Mapping(JsonElement chat) =>
        Has(chat, "mapping", out var mapping) && mapping.ValueKind == JsonValueKind.Object ? mapping : null;

    private static string? Text(JsonElement element, string name) =>
        Has(element, name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool Has(JsonElement element, string name, out JsonElement value)
    {
        value = default;
        return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out value);
    }

    private static DateTimeOffset Time(JsonElement element, string name, DateTimeOffset otherwise = default) => HasTime(element, name, out var time) ? time : otherwise;

    // Seconds since 1970, with fractions.
    private static bool HasTime(JsonElement element, string name, out DateTimeOffset time)
    {
        time = default;
        if (!Has(element, name, out var value) || value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var seconds)) return false;
        if (seconds is not (>= 0 and < 100_000_000_000)) return false;
        time = DateTimeOffset.UnixEpoch.AddSeconds(seconds);
        return true;
    }
}
