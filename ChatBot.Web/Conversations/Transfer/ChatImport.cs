using System.Text.Json;
using ChatBot.Web.Localization;
using ChatBot.Web.Masked;

namespace ChatBot.Web.Conversations.Transfer;

/// <summary>What came of an import.</summary>
/// <param name="Ids">The new chats, none where nothing was imported.</param>
/// <param name="Problem">Why nothing was imported, in words for the user; empty where it was.</param>
public sealed record ImportResult(IReadOnlyList<string> Ids, string Problem)
{
    /// <summary>Nothing was imported.</summary>
    internal static ImportResult Refused(string problem) => new([], problem);
}

/// <summary>Reads chats that <see cref="ChatExport"/> wrote, or ChatGPT. A file is taken wholly or not at all.</summary>
internal static class ChatImport
{
    /// <summary>The most bytes of a file.</summary>
    public const int MostBytes = 50_000_000;

    private const int MostMessages = 100_000;

    /// <summary>Reads a file.</summary>
    /// <param name="file">The file; not disposed.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The chats, or why there are none, in words for the user.</returns>
    public static async Task<(IReadOnlyList<ExportedChat> Chats, string Problem)> ReadAsync(Stream file, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int count;
        while ((count = await file.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (content.Length + count > MostBytes) return ([], Strings.Import_TooLarge.With(MostBytes / 1_000_000));
            content.Write(buffer, 0, count);
        }

        ExportFile? read;
        try
        {
            read = Read(content);
        }
        catch (JsonException)
        {
            return ([], Strings.Import_NotAChat);
        }

        if (read?.Format != ExportFile.Name || read.Chats is null) return ([], Strings.Import_NotAChat);
        if (read.Version > ExportFile.Newest) return ([], Strings.Import_Newer);
        if (read.Chats.Sum(chat => chat?.Messages?.Count ?? 0) > MostMessages) return ([], Strings.Import_TooMany.With(MostMessages));
        return read.Chats.All(IsSound) ? (read.Chats, "") : ([], Strings.Import_Damaged);
    }

    private static ExportFile? Read(MemoryStream content)
    {
        var text = Text(content);
        if (text.IsEmpty || text.TrimStart(" \t\r\n"u8) is not [(byte)'[', ..]) return JsonSerializer.Deserialize(text, ExportJson.Plain.ExportFile);
        using var document = JsonDocument.Parse(text.ToArray());
        return ChatGptFile.IsOne(document.RootElement) ? new(ExportFile.Name, ExportFile.Newest, ChatGptFile.Read(document.RootElement)) : null;
    }

    /// <summary>The message of an exported one, with a name of its own.</summary>
    public static Message ToMessage(ExportedMessage exported)
    {
        if (exported.Role == ExportedRole.User) return new Question(exported.Text!, exported.Mode ?? ChatMode.Auto) { CreatedAt = exported.CreatedAt };
        var answer = exported.Role == ExportedRole.Documents
            ? new MaskedAnswer(exported.Findings) { CreatedAt = exported.CreatedAt }
            : new Answer { CreatedAt = exported.CreatedAt };
        answer.Think(exported.Thought);
        answer.Append(exported.Text);
        answer.Finish(exported.Phase is { } phase && phase.IsFinal() ? phase : AnswerPhase.Interrupted, exported.Usage, exported.Failure, exported.CutAtLength);
        return answer;
    }

    /// <summary>Messages follow messages that are there, and an answer follows a question.</summary>
    private static bool IsSound(ExportedChat? chat)
    {
        if (chat?.Messages is not { Count: > 0 } messages || chat.Overrides?.Problem() is not null || !Enum.IsDefined(chat.Mode)) return false;
        var roles = new Dictionary<int, ExportedRole?> { [0] = null };
        foreach (var message in messages)
        {
            if (message is not { Number: > 0, Text: not null } || !Enum.IsDefined(message.Role) || !Enum.IsDefined(message.Mode ?? ChatMode.Auto)
                || !Enum.IsDefined(message.Phase ?? AnswerPhase.Done)) return false;
            if (!roles.TryGetValue(message.Parent, out var parent)) return false;
            if ((message.Role == ExportedRole.User) == (parent == ExportedRole.User)) return false;
            if (message.Findings is { } findings && !IsSound(findings)) return false;
            if (!roles.TryAdd(message.Number, message.Role)) return false;
        }

        return true;
    }

    private static bool IsSound(Findings findings) =>
        findings.Passages is { } passages && passages.All(passage => passage is { AttachmentId: not null, FileName: not null, Text: not null, Before: not null, After: not null, Marks: not null })
        && (passages.Count > 0 || !findings.IsAnswered);

    private static ReadOnlySpan<byte> Text(MemoryStream content)
    {
        var bytes = content.GetBuffer().AsSpan(0, (int)content.Length);
        return bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
    }
}
