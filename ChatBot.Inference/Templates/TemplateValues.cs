using System.Collections;
using System.Globalization;
using System.Text.Json;
using ChatBot.Inference.Templates.Jinja.Values;
using Microsoft.Extensions.AI;

namespace ChatBot.Inference.Templates;

/// <summary>Turns .NET's objects into values of a template.</summary>
internal static class TemplateValues
{
    /// <param name="value">Texts, numbers, JSON, dictionaries, lists, AI tools; anything else becomes its text.</param>
    public static object? From(object? value)
    {
        Jinja.RenderBudget.EnsureStack();
        return value switch
        {
            null or bool or long or double or string or TemplateDict or TemplateFunction => value,
            JsonElement json => FromJson(json),
            byte or sbyte or short or ushort or int or uint => Convert.ToInt64(value, CultureInfo.InvariantCulture),
            float or decimal or ulong => Convert.ToDouble(value, CultureInfo.InvariantCulture),
            AIFunctionDeclaration function => FromTool(function),
            IEnumerable<KeyValuePair<string, object?>> pairs => FromPairs(pairs),
            IDictionary dictionary => FromPairs(dictionary.Keys.Cast<object>()
                .Select(key => KeyValuePair.Create(Convert.ToString(key, CultureInfo.InvariantCulture) ?? "", dictionary[key]))),
            System.Text.Json.Nodes.JsonNode node => FromJson(JsonSerializer.SerializeToElement(node)),
            IEnumerable items => items.Cast<object?>().Select(From).ToList(),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };
    }

    public static TemplateDict FromPairs(IEnumerable<KeyValuePair<string, object?>> pairs)
    {
        var dict = new TemplateDict();
        foreach (var (name, value) in pairs) dict[name] = From(value);
        return dict;
    }

    private static object? FromJson(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.True or JsonValueKind.False:
                return json.GetBoolean();
            case JsonValueKind.String:
                return json.GetString();
            case JsonValueKind.Number:
                return json.TryGetInt64(out var whole) ? whole : (object)json.GetDouble();
            case JsonValueKind.Array:
                return json.EnumerateArray().Select(FromJson).ToList();
            case JsonValueKind.Object:
                var dict = new TemplateDict();
                foreach (var property in json.EnumerateObject()) dict[property.Name] = FromJson(property.Value);
                return dict;
            default:
                return null;
        }
    }

    // The form in which OpenAI's API and transformers describe a function.
    private static TemplateDict FromTool(AIFunctionDeclaration tool) => new()
    {
        ["type"] = "function",
        ["function"] = new TemplateDict
        {
            ["name"] = tool.Name,
            ["description"] = tool.Description,
            ["parameters"] = FromJson(tool.JsonSchema),
        },
    };
}
