using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ChatBot.Web.Documents;
using ChatBot.Web.Masked;

namespace ChatBot.Web.Conversations.Storage;

/// <summary>The JSON inside the database's rows, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ChatOverrides))]
[JsonSerializable(typeof(AnswerUsage))]
[JsonSerializable(typeof(AnswerFailure))]
[JsonSerializable(typeof(Findings))]
[JsonSerializable(typeof(DocumentProblem))]
[JsonSerializable(typeof(IReadOnlyList<ExtractedPage>))]
internal sealed partial class ChatJson : JsonSerializerContext
{
    /// <summary>Writes letters of all scripts as they are. The JSON goes to the database, never into HTML.</summary>
    public static ChatJson Plain => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>A value as JSON; null for null.</summary>
    public static string? Write<T>(T? value, JsonTypeInfo<T> type) where T : class => value is null ? null : JsonSerializer.Serialize(value, type);

    /// <summary>A value from JSON; null for null, and for what cannot be read: a damaged detail must not cost a whole chat.</summary>
    public static T? Read<T>(string? json, JsonTypeInfo<T> type) where T : class
    {
        if (json is null) return null;
        try
        {
            return JsonSerializer.Deserialize(json, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
