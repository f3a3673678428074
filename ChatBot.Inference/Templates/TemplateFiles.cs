using System.Text.Json;

namespace ChatBot.Inference.Templates;

/// <summary>What a model directory says about its template: the source and the variables for special tokens.</summary>
/// <param name="Source">The template's source.</param>
/// <param name="ToolSource">A second template for conversations with tools, where there is one.</param>
/// <param name="Variables">Such as <c>bos_token</c>.</param>
internal sealed record TemplateFiles(string Source, string? ToolSource, IReadOnlyDictionary<string, object?> Variables)
{
    private const string ConfigName = "tokenizer_config.json";

    /// <summary>Files that hold a template by itself, the one that goes before the others first.</summary>
    public static readonly string[] Alone = ["chat_template.jinja", "chat_template.json"];

    private static readonly string[] TokenNames =
        ["bos_token", "eos_token", "unk_token", "pad_token", "sep_token", "cls_token", "mask_token"];

    /// <exception cref="InvalidDataException">There is no template, or a file is damaged; the message names the file.</exception>
    public static TemplateFiles Read(string directory)
    {
        var config = Path.Combine(directory, ConfigName);
        var (alone, inJson) = (Path.Combine(directory, Alone[0]), Path.Combine(directory, Alone[1]));
        using var json = File.Exists(config) ? Parse(config) : null;
        if (json is not null && json.RootElement.ValueKind != JsonValueKind.Object) throw new InvalidDataException($"{config}: it is not a JSON object.");
        var variables = json is null ? new Dictionary<string, object?>() : Tokens(json.RootElement);
        if (File.Exists(alone)) return new TemplateFiles(File.ReadAllText(alone), ForTools(directory), variables);
        if (File.Exists(inJson))
        {
            using var template = Parse(inJson);
            return FromConfig(template.RootElement, inJson, variables);
        }

        if (json is null) throw new InvalidDataException($"{alone}: the file is missing, and there is no {ConfigName} with a template either.");
        return FromConfig(json.RootElement, config, variables);
    }

    /// <summary>Whether a directory has no template at all: its model was not made for chats.</summary>
    /// <exception cref="InvalidDataException">A file is damaged; the message names it.</exception>
    public static bool IsMissing(string directory)
    {
        if (Array.Exists(Alone, name => File.Exists(Path.Combine(directory, name)))) return false;
        var config = Path.Combine(directory, ConfigName);
        if (!File.Exists(config)) return true;
        using var json = Parse(config);
        return json.RootElement.ValueKind == JsonValueKind.Object
            && (!json.RootElement.TryGetProperty("chat_template", out var template) || template.ValueKind == JsonValueKind.Null);
    }

    /// <summary>Newer exports put a second template in a folder beside the first.</summary>
    private static string? ForTools(string directory)
    {
        var file = Path.Combine(directory, "additional_chat_templates", "tool_use.jinja");
        return File.Exists(file) ? File.ReadAllText(file) : null;
    }

    private static TemplateFiles FromConfig(JsonElement json, string file, Dictionary<string, object?> variables)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("chat_template", out var template) || template.ValueKind == JsonValueKind.Null)
        {
            throw new InvalidDataException($"{file}: it has no chat_template, and there is no chat_template.jinja beside it.");
        }

        if (template.ValueKind == JsonValueKind.String) return new TemplateFiles(template.GetString()!, null, variables);
        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        if (template.ValueKind == JsonValueKind.Array)
        {
            foreach (var entry in template.EnumerateArray())
            {
                if (entry.ValueKind == JsonValueKind.Object
                    && entry.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String
                    && entry.TryGetProperty("template", out var source) && source.ValueKind == JsonValueKind.String)
                {
                    named[name.GetString()!] = source.GetString()!;
                }
            }
        }

        if (!named.TryGetValue("default", out var standard))
        {
            throw new InvalidDataException($"{file}: its chat_template is neither a text nor a list with a template named 'default'.");
        }

        return new TemplateFiles(standard, named.GetValueOrDefault("tool_use"), variables);
    }

    private static Dictionary<string, object?> Tokens(JsonElement json)
    {
        var variables = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var name in TokenNames)
        {
            if (json.TryGetProperty(name, out var value) && Content(value) is { } content) variables[name] = content;
        }

        if (json.TryGetProperty("additional_special_tokens", out var more) && more.ValueKind == JsonValueKind.Array)
        {
            variables["additional_special_tokens"] = more.EnumerateArray().Select(Content).Where(content => content is not null).ToList<object?>();
        }

        return variables;
    }

    private static string? Content(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Object when value.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String => content.GetString(),
        _ => null,
    };

    private static JsonDocument Parse(string file)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(file));
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file}: it is not valid JSON at line {e.LineNumber + 1}; the file may be incomplete.", e);
        }
    }
}
