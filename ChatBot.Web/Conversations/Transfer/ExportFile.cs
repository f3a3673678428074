using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ChatBot.Web.Masked;

namespace ChatBot.Web.Conversations.Transfer;

/// <summary>Chats as a file: everything that was said, with all branches. The documents themselves are not in it.</summary>
/// <param name="Format"><see cref="Name"/>, by which the file is known.</param>
/// <param name="Version">Which form it has; <see cref="Newest"/> is written.</param>
/// <param name="Chats">The chats.</param>
internal sealed record ExportFile(string? Format, int Version, IReadOnlyList<ExportedChat>? Chats)
{
    public const string Name = "chatbot-chats";
    public const int Newest = 1;
}

/// <summary>A chat in a file.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Mode">The mode that its next question is asked in.</param>
/// <param name="IsPinned">Whether it stands before the others.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="UpdatedAt">When a question was last asked or an answer ended.</param>
/// <param name="Overrides">What it does otherwise than the model would; null where nothing.</param>
/// <param name="Chosen">The number of the first message of the path; null where the chat is empty.</param>
/// <param name="Messages">All messages, in the order of their numbers.</param>
internal sealed record ExportedChat(
    string? Title, ChatMode Mode, bool IsPinned, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, ChatOverrides? Overrides, int? Chosen,
    IReadOnlyList<ExportedMessage?>? Messages);

/// <summary>A message in a file.</summary>
/// <param name="Number">Names it in the file, above 0; a message comes after the one before it.</param>
/// <param name="Parent">The message before it; 0 for a first one.</param>
/// <param name="Chosen">The message after it on the path; null where none is.</param>
/// <param name="Role">Who wrote it.</param>
/// <param name="Text">Its words.</param>
/// <param name="Mode">A question's mode.</param>
/// <param name="CreatedAt">When it was written.</param>
/// <param name="Phase">How an answer ended.</param>
/// <param name="CutAtLength">Whether an answer reached its greatest length.</param>
/// <param name="Usage">What an answer cost.</param>
/// <param name="Failure">Why an answer failed.</param>
/// <param name="Findings">What a masked answer found.</param>
internal sealed record ExportedMessage(
    int Number, int Parent, int? Chosen, ExportedRole Role, string? Text, ChatMode? Mode, DateTimeOffset CreatedAt, AnswerPhase? Phase,
    bool CutAtLength, AnswerUsage? Usage, AnswerFailure? Failure, Findings? Findings)
{
    /// <summary>What the model thought before it answered; null where it did not.</summary>
    public string? Thought { get; init; }
}

/// <summary>Who wrote a message.</summary>
internal enum ExportedRole
{
    User,
    Assistant,

    /// <summary>Found in the chat's documents.</summary>
    Documents,
}

/// <summary>The JSON of the file, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true,
    WriteIndented = true, MaxDepth = 32)]
[JsonSerializable(typeof(ExportFile))]
internal sealed partial class ExportJson : JsonSerializerContext
{
    /// <summary>Writes letters of all scripts as they are. The JSON goes to files, never into HTML.</summary>
    public static ExportJson Plain => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
