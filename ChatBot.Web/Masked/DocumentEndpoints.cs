using ChatBot.Web.Conversations;
using ChatBot.Web.Documents;
using ChatBot.Web.Hosting;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace ChatBot.Web.Masked;

/// <summary>
/// <c>/documents/{id}</c>: takes the bytes of a file that the page has announced, and serves them back to the browser that sent them, and to
/// no other. Bytes do not go over the circuit, where a file would stand in the way of everything else on the page.
/// </summary>
internal static class DocumentEndpoints
{
    /// <summary>Maps both verbs.</summary>
    public static void MapDocuments(this WebApplication app)
    {
        var documents = app.MapGroup("/documents");
        documents.MapPost("/{id:length(32)}", ReceiveAsync);
        documents.MapGet("/{id:length(32)}", SendAsync);
    }

    /// <summary>What becomes of the file is told on the page, by its chip: a refused file is no failed request.</summary>
    private static async Task<IResult> ReceiveAsync(
        string id, HttpContext context, OpenConversations chats, IAntiforgery antiforgery)
    {
        if (!await antiforgery.IsRequestValidAsync(context)) return Results.BadRequest();
        if (await FindAsync(id, context, chats) is not (var lease, { } attachment)) return Results.NotFound();
        using var held = lease;
        if (attachment.State is not AttachmentState.Uploading) return Results.NotFound();
        if (!attachment.TryReceive()) return Results.Conflict();
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null /* the store counts, and names its limit */;
        await lease.Conversation.Documents!.ReceiveAsync(attachment, context.Request.Body, context.RequestAborted);
        return Results.NoContent();
    }

    /// <summary>The file for the viewer. Opened by itself it is saved, not shown, and could run nothing.</summary>
    private static async Task<IResult> SendAsync(string id, HttpContext context, OpenConversations chats)
    {
        if (await FindAsync(id, context, chats) is not (var lease, { } attachment)) return Results.NotFound();
        using var held = lease;
        if (attachment.Stored is not { } stored || !File.Exists(lease.Conversation.Documents!.PathOf(stored))) return Results.NotFound();
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers.CacheControl = "private, no-store";
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(attachment.FileName);
        headers.ContentDisposition = disposition.ToString();
        return Results.File(lease.Conversation.Documents.PathOf(stored), stored.Kind.ContentType(), enableRangeProcessing: true);
    }

    private static async Task<(ConversationLease Lease, Attachment Attachment)?> FindAsync(string id, HttpContext context, OpenConversations chats) =>
        Owners.IdOf(context.User) is { } owner ? await chats.FindDocumentAsync(owner, id) : null;
}
