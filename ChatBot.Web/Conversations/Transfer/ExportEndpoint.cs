using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using ChatBot.Web.Conversations.Storage;
using ChatBot.Web.Hosting;
using ChatBot.Web.Localization;
using Microsoft.Net.Http.Headers;

namespace ChatBot.Web.Conversations.Transfer;

/// <summary>
/// <c>/chats/{id}/export?format=markdown|json</c>: a chat as a file. <c>/chats/export</c>: all of them in one, to be imported again. Each to the
/// browser that it belongs to and to no other; <c>zone</c> is the time zone that the browser is in, by its IANA name.
/// </summary>
internal static class ExportEndpoint
{
    /// <summary>Maps them.</summary>
    public static void MapExport(this WebApplication app)
    {
        app.MapGet("/chats/{id:length(32)}/export", SendAsync);
        app.MapGet("/chats/export", SendAllAsync);
    }

    private static async Task<IResult> SendAsync(string id, string? format, string? zone, HttpContext context, OpenConversations chats)
    {
        if (Owners.IdOf(context.User) is not { } owner || await chats.OpenAsync(owner, id) is not { } lease) return Results.NotFound();
        using var held = lease;
        if (lease.Conversation.IsDraft || lease.Conversation.IsDeleted) return Results.NotFound();
        var form = string.Equals(format, "json", StringComparison.OrdinalIgnoreCase) ? ExportFormat.Json : ExportFormat.Markdown;
        context.Response.Headers.CacheControl = "private, no-store";
        return Results.File(
            Encoding.UTF8.GetBytes(ChatExport.Write(lease.Conversation, form, TimeZones.Find(zone))),
            form == ExportFormat.Json ? "application/json" : "text/markdown; charset=utf-8", ChatExport.FileName(lease.Conversation, form));
    }

    private static async Task SendAllAsync(
        string? zone, HttpContext context, OpenConversations chats, ChatList list, ChatWriter writer, TimeProvider time)
    {
        var stop = context.RequestAborted;
        if (Owners.IdOf(context.User) is not { } owner)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await writer.FlushAsync().WaitAsync(stop);
        var ids = await list.IdsAsync(owner, stop);
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "private, no-store";
        var day = TimeZoneInfo.ConvertTime(time.GetUtcNow(), TimeZones.Find(zone) ?? TimeZoneInfo.Utc).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        context.Response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = $"chats-{day}.json" }.ToString();
        await ChatExport.WriteAsync(Each(owner, ids, chats, stop), context.Response.BodyWriter, stop);
    }

    private static async IAsyncEnumerable<ExportedChat> Each(
        string owner, List<string> ids, OpenConversations chats, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var id in ids)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var lease = await chats.OpenAsync(owner, id);
            if (lease is { Conversation: { IsDraft: false, IsDeleted: false } conversation }) yield return conversation.ToExport();
        }
    }
}
