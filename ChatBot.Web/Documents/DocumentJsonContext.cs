using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ChatBot.Web.Documents.Extraction;

namespace ChatBot.Web.Documents;

/// <summary>All JSON of documents, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    Converters = [typeof(ExtractedWordConverter)])]
[JsonSerializable(typeof(ExtractedDocument))]
[JsonSerializable(typeof(DocumentProblem))]
[JsonSerializable(typeof(ExtractionProgress))]
[JsonSerializable(typeof(WorkerRequest))]
[JsonSerializable(typeof(WorkerAnswer))]
[JsonSerializable(typeof(StoredDocument))]
[JsonSerializable(typeof(FileProblem))]
internal sealed partial class DocumentJsonContext : JsonSerializerContext
{
    /// <summary>The context to use: it writes letters of all scripts as they are. The JSON goes to files and terminals, never into HTML.</summary>
    public static DocumentJsonContext Plain => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
