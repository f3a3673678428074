namespace ChatBot.Web.Documents;

/// <summary>A document that a chat holds.</summary>
/// <param name="Id">Its generated name, unique; safe in addresses.</param>
/// <param name="ChatId">The chat that it belongs to.</param>
/// <param name="FileName">The name that it came with, cleaned for showing.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="AddedAt">When it was added.</param>
public sealed record StoredDocument(string Id, string ChatId, string FileName, DocumentKind Kind, long Bytes, DateTimeOffset AddedAt);
