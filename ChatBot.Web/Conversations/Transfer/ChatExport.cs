using System.Globalization;
using System.Text;
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
    public static string Write(Conversation conversation, ExportFormat format) =>
        format == ExportFormat.Json ? Json([conversation.ToExport()]) : Markdown(conversation);

    /// <summary>Chats with everything.</summary>
    public static string Json(IReadOnlyList<ExportedChat> chats) =>
        JsonSerializer.Serialize(new ExportFile(ExportFile.Name, ExportFile.Newest, chats), ExportJson.Plain.ExportFile) + "\n";

    /// <summary>A name for the file: the title, without what file systems do not take.</summary>
    public static string FileName(Conversation conversation, ExportFormat format)
    {
        var name = string.Concat((conversation.Title ?? "").Select(c => char.IsControl(c) || "\\/:*?\"<>|".Contains(c, StringComparison.Ordinal) ? ' ' : c));
        name = string.Join(' ', name.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Trim('.', ' ');
        return (name.Length == 0 ? "chat" : name) + (format == ExportFormat.Json ? ".json" : ".md");
    }

    private static string Markdown(Conversation conversation)
    {
        var text = new StringBuilder();
        text.Append("# ").Append(conversation.Title ?? Strings.NewChat).Append("\n\n");
        foreach (var message in conversation.Messages)
        {
            text.Append("## ").Append(message is Question ? Strings.Question_You : Strings.Answer_Label);
            if (message.CreatedAt != default) text.Append(" · ").Append(message.CreatedAt.ToLocalTime().ToString("g", CultureInfo.CurrentCulture));
            text.Append("\n\n");
            if (message is MaskedAnswer { Findings: { } findings }) Found(text, findings);
            else text.Append(message.Text.Trim()).Append("\n\n");
        }

        return text.ToString().TrimEnd() + "\n";
    }

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
