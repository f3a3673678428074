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
internal sealed partial class DocumentJsonContext : JsonSerializerContext;
