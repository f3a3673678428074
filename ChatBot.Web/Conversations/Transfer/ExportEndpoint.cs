using System.Text;
using ChatBot.Web.Hosting;

namespace ChatBot.Web.Conversations.Transfer;

/// <summary><c>/chats/{id}/export?format=markdown|json</c>: a chat as a file, to the browser that it belongs to and to no other.</summary>
internal static class ExportEndpoint
{
    /// <summary>Maps it.</summary>
    public static void MapExport(this WebApplication app) => app.MapGet("/chats/{id:length(32)}/export", SendAsync);

    private static async Task<IResult> SendAsync(string id, string? format, HttpContext context, OpenConversations chats)
    {
        if (Owners.IdOf(context.User) is not { } owner || await chats.OpenAsync(owner, id) is not { } lease) return Results.NotFound();
        using var held = lease;
        if (lease.Conversation.IsDraft || lease.Conversation.IsDeleted) return Results.NotFound();
        var form = string.Equals(format, "json", StringComparison.OrdinalIgnoreCase) ? ExportFormat.Json : ExportFormat.Markdown;
        context.Response.Headers.CacheControl = "private, no-store";
        return Results.File(
            Encoding.UTF8.GetBytes(ChatExport.Write(lease.Conversation, form)),
            form == ExportFormat.Json ? "application/json" : "text/markdown; charset=utf-8", ChatExport.FileName(lease.Conversation, form));
    }
}
