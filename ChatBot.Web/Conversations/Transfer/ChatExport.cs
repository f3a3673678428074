using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ChatBot.Web.Localization;
using ChatBot.Web.Masked;

namespace ChatBot.Web.Conversations.Transfer;

/// <summary>The forms that a chat can be taken away in.</summary>
internal enum ExportFormat
{
    /// <summary>What the page shows, to be read by people.</summary>
    Markdown,

    /// <summary>Everything, to be imported again.</summary>
    Json,
}

/// <summary>Writes chats.</summary>
internal static class ChatExport
{
    /// <summary>A chat in a format.</summary>
    /// <param name="conversation">The chat.</param>
    /// <param name="format">The format.</param>
    /// <param name="zone">Where its reader is; null where nobody knows, and then times for people are in UTC, and say so.</param>
    public static string Write(Conversation conversation, ExportFormat format, TimeZoneInfo? zone = null) =>
        format == ExportFormat.Json ? Json([conversation.ToExport()]) : Markdown(conversation, zone);

    /// <summary>Chats with everything.</summary>
    public static string Json(IReadOnlyList<ExportedChat> chats) =>
        JsonSerializer.Serialize(new ExportFile(ExportFile.Name, ExportFile.Newest, chats), ExportJson.Plain.ExportFile) + "\n";

    /// <summary>
    /// Writes chats with everything, each as it comes, so that thousands need the memory of one. Without indentation, which would make a file
    /// of many chats half as long again.
    /// </summary>
    /// <param name="chats">The chats.</param>
    /// <param name="file">Where to; neither completed nor closed.</param>
    /// <param name="cancellationToken">Ends it, with half a file.</param>
    public static async Task WriteAsync(IAsyncEnumerable<ExportedChat> chats, PipeWriter file, CancellationToken cancellationToken)
    {
        await using var json = new Utf8JsonWriter(file, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("format", ExportFile.Name);
        json.WriteNumber("version", ExportFile.Newest);
        json.WriteStartArray("chats");
        await foreach (var chat in chats.WithCancellation(cancellationToken))
        {
            JsonSerializer.Serialize(json, chat, ExportJson.Plain.ExportedChat);
            await json.FlushAsync(cancellationToken);
            await file.FlushAsync(cancellationToken);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>A name for the file: the title, without what file systems do not take.</summary>
    public static string FileName(Conversation conversation, ExportFormat format)
    {
        var name = string.Concat((conversation.Title ?? "").Select(c => char.IsControl(c) || "\\/:*?\"<>|".Contains(c, StringComparison.Ordinal) ? ' ' : c));
        name = string.Join(' ', name.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Trim('.', ' ');
        return (name.Length == 0 ? "chat" : name) + (format == ExportFormat.Json ? ".json" : ".md");
    }

    private static string Markdown(Conversation conversation, TimeZoneInfo? zone)
    {
        var text = new StringBuilder();
        text.Append("# ").Append(conversation.Title ?? Strings.NewChat).Append("\n\n");
        foreach (var message in conversation.Messages)
        {
            text.Append("## ").Append(message is Question ? Strings.Question_You : Strings.Answer_Label);
            if (message.CreatedAt != default) text.Append(" · ").Append(Time(message.CreatedAt, zone));
            text.Append("\n\n");
            if (message is MaskedAnswer { Findings: { } findings }) Found(text, findings);
            else text.Append(message.Text.Trim()).Append("\n\n");
        }

        return text.ToString().TrimEnd() + "\n";
    }

    private static string Time(DateTimeOffset time, TimeZoneInfo? zone) =>
        TimeZoneInfo.ConvertTime(time, zone ?? TimeZoneInfo.Utc).ToString("g", CultureInfo.CurrentCulture) + (zone is null ? " UTC" : "");

    private static void Found(StringBuilder text, Findings findings)
    {
        if (!findings.IsAnswered)
        {
            text.Append(Findings.NoAnswer).Append("\n\n");
            return;
        }

        foreach (var passage in findings.Passages)
        {
            text.Append("> ").Append(passage.Before).Append("**").Append(passage.Text.ReplaceLineEndings(" ")).Append("**").Append(passage.After)
                .Append("\n>\n> ").Append(passage.FileName).Append(", ").Append(Strings.Passage_Page.With(passage.Page)).Append("\n\n");
        }
    }
}
