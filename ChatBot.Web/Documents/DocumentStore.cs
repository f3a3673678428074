using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace ChatBot.Web.Documents;

/// <summary>Where documents are kept. Bound from the configuration section <see cref="Section"/>.</summary>
public sealed class DocumentStoreOptions
{
    /// <summary>The configuration section, <c>Documents:Store</c>.</summary>
    public const string Section = "Documents:Store";

    /// <summary>The folder, outside of the web root; made where it is not there. Empty for <c>documents</c> in the data folder.</summary>
    public string Folder { get; set; } = "";
}

/// <summary>
/// Keeps the files of chats on disk under generated names: <c>folder/chat/id.pdf</c>, beside it what is known of it and what was read of it.
/// Neither a chat's nor a file's own name ever becomes part of a path. A file is there wholly or not at all, and adding one never changes
/// another. Thread-safe; limits hold for concurrent uploads too.
/// </summary>
/// <param name="options">Where.</param>
/// <param name="limits">How much.</param>
/// <param name="time">The clock for <see cref="StoredDocument.AddedAt"/>.</param>
public sealed class DocumentStore(IOptions<DocumentStoreOptions> options, IOptions<DocumentLimits> limits, TimeProvider time)
{
    private const string PartExtension = ".part";
    private const string TextExtension = ".text";
    private const string EntryExtension = ".json";
    private const int FolderBytes = 16;

    private readonly string _root = Path.GetFullPath(options.Value.Folder);
    private readonly DocumentLimits _limits = limits.Value;
    private readonly ConcurrentDictionary<string, DocumentUsage> _usages = new(StringComparer.Ordinal);

    /// <summary>The folder that holds everything, a full path.</summary>
    public string Folder => _root;

    /// <summary>Adds a file, streaming it to disk.</summary>
    /// <param name="chatId">The chat; any text without meaning to this class.</param>
    /// <param name="fileName">The name that it came with.</param>
    /// <param name="content">Its bytes, read once; not disposed.</param>
    /// <param name="cancellationToken">Stops it; nothing of it stays.</param>
    /// <returns>The document.</returns>
    /// <exception cref="DocumentRejectedException">It is empty, of a wrong type or over a limit; nothing of it stays.</exception>
    public async Task<StoredDocument> AddAsync(string chatId, string fileName, Stream content, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(chatId);
        ArgumentNullException.ThrowIfNull(content);
        var name = DocumentName.Clean(fileName);
        var usage = await UsageAsync(chatId, cancellationToken).ConfigureAwait(false);
        var id = Guid.CreateVersion7().ToString("N");
        if (!usage.TryTakeFile(id, _limits)) throw new DocumentRejectedException(_limits.TooManyFiles(name));
        var folder = FolderOf(chatId);
        var part = Path.Combine(folder, id + PartExtension);
        try
        {
            Directory.CreateDirectory(folder);
            var (kind, bytes) = await CopyAsync(name, content, part, count =>
            {
                if (!usage.TryTakeBytes(id, count, _limits)) throw new DocumentRejectedException(_limits.ChatTooLarge(name));
            }, cancellationToken).ConfigureAwait(false);
            var document = new StoredDocument(id, chatId, name, kind, bytes, time.GetUtcNow());
            File.Move(part, PathOf(document));
            // The entry makes it part of the chat, and comes last.
            await WriteEntryAsync(document, cancellationToken).ConfigureAwait(false);
            return document;
        }
        catch
        {
            usage.GiveBack(id);
            Forget(folder, id);
            throw;
        }
    }

    /// <summary>The documents of a chat, in the order in which they were added.</summary>
    public async Task<IReadOnlyList<StoredDocument>> ListAsync(string chatId, CancellationToken cancellationToken = default)
    {
        var folder = FolderOf(chatId);
        if (!Directory.Exists(folder)) return [];
        var documents = new List<StoredDocument>();
        foreach (var path in Directory.EnumerateFiles(folder, "*" + EntryExtension))
        {
            try
            {
                await using var file = File.OpenRead(path);
                var document = await JsonSerializer.DeserializeAsync(file, DocumentJsonContext.Plain.StoredDocument, cancellationToken).ConfigureAwait(false);
                if (document is not null && File.Exists(PathOf(document))) documents.Add(document);
            }
            catch (Exception e) when (e is IOException or JsonException)
            {
                // Removed meanwhile, or damaged: not part of the chat.
            }
        }

        return [.. documents.OrderBy(document => document.AddedAt).ThenBy(document => document.Id, StringComparer.Ordinal)];
    }

    /// <summary>One document of a chat, or null where the chat has none of that id.</summary>
    public async Task<StoredDocument?> FindAsync(string chatId, string id, CancellationToken cancellationToken = default) =>
        (await ListAsync(chatId, cancellationToken).ConfigureAwait(false)).FirstOrDefault(document => document.Id == id);

    /// <summary>Where a document's file is, for reading only.</summary>
    public string PathOf(StoredDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return PathOf(document, document.Kind.Extension());
    }

    /// <summary>Keeps what was read of a document beside it.</summary>
    public async Task SaveTextAsync(StoredDocument document, ExtractedDocument text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        var part = PathOf(document, TextExtension + PartExtension);
        await using (var file = File.Create(part))
            await ExtractedDocumentJson.WriteAsync(file, text, cancellationToken).ConfigureAwait(false);
        // Removed while it was being read: leave nothing behind.
        if (!File.Exists(PathOf(document))) File.Delete(part);
        else File.Move(part, PathOf(document, TextExtension), overwrite: true);
    }

    /// <summary>What was read of a document, or null where that is not known (any more).</summary>
    public async Task<ExtractedDocument?> LoadTextAsync(StoredDocument document, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        try
        {
            await using var file = File.OpenRead(PathOf(document, TextExtension));
            return await ExtractedDocumentJson.ReadAsync(file, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Removes one document; nothing happens where the chat has none of that id.</summary>
    public async Task RemoveAsync(string chatId, string id, CancellationToken cancellationToken = default)
    {
        if (await FindAsync(chatId, id, cancellationToken).ConfigureAwait(false) is not { } document) return;
        var usage = await UsageAsync(chatId, cancellationToken).ConfigureAwait(false);
        Forget(FolderOf(chatId), document.Id);
        usage.GiveBack(document.Id);
    }

    /// <summary>Removes a chat's documents, all of them; for when the chat is deleted.</summary>
    public void RemoveChat(string chatId)
    {
        var folder = FolderOf(chatId);
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        _usages.TryRemove(chatId, out _);
    }

    /// <summary>
    /// Removes the documents of all chats but some, and what uploads to those left unfinished. Whatever else is in the folder, which its owner may have
    /// chosen among their own, stays.
    /// </summary>
    /// <param name="chatIds">The chats that there are.</param>
    /// <returns>How many chats' documents were removed.</returns>
    internal int Sweep(IEnumerable<string> chatIds)
    {
        var kept = chatIds.Select(FolderOf).ToHashSet(StringComparer.Ordinal);
        var removed = 0;
        foreach (var folder in Directory.GetDirectories(_root))
        {
            if (kept.Contains(folder))
            {
                foreach (var part in Directory.EnumerateFiles(folder, "*" + PartExtension)) File.Delete(part);
                continue;
            }

            if (!IsOurs(folder)) continue;
            Directory.Delete(folder, recursive: true);
            removed++;
        }

        return removed;
    }

    private async Task<(DocumentKind Kind, long Bytes)> CopyAsync(
        string name, Stream content, string path, Action<int> take, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            var length = await content.ReadAtLeastAsync(buffer.AsMemory(0, 64 * 1024), FileSignature.HeadLength, throwOnEndOfStream: false, cancellationToken)
                .ConfigureAwait(false);
            var kind = FileSignature.Identify(name, buffer.AsSpan(0, Math.Min(length, FileSignature.HeadLength)));
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, useAsync: true);
            long bytes = 0;
            do
            {
                if ((bytes += length) > _limits.FileBytes) throw new DocumentRejectedException(_limits.FileTooLarge(name));
                take(length);
                await file.WriteAsync(buffer.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
            }
            while ((length = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0);
            return (kind, bytes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task WriteEntryAsync(StoredDocument document, CancellationToken cancellationToken)
    {
        var part = PathOf(document, EntryExtension + PartExtension);
        await using (var file = File.Create(part))
            await JsonSerializer.SerializeAsync(file, document, DocumentJsonContext.Plain.StoredDocument, cancellationToken).ConfigureAwait(false);
        File.Move(part, PathOf(document, EntryExtension));
    }

    private async Task<DocumentUsage> UsageAsync(string chatId, CancellationToken cancellationToken)
    {
        if (_usages.TryGetValue(chatId, out var usage)) return usage;
        var documents = await ListAsync(chatId, cancellationToken).ConfigureAwait(false);
        return _usages.GetOrAdd(chatId, new DocumentUsage(documents.Select(document => (document.Id, document.Bytes))));
    }

    private static void Forget(string folder, string id)
    {
        if (!Directory.Exists(folder)) return;
        // The entry first: without it the rest is nobody's.
        foreach (var path in Directory.EnumerateFiles(folder, id + ".*").OrderByDescending(path => path.EndsWith(EntryExtension, StringComparison.Ordinal)))
            File.Delete(path);
    }

    private string PathOf(StoredDocument document, string extension) =>
        // Ids come from here, but entries lie on disk: never let one lead elsewhere.
        Path.Combine(FolderOf(document.ChatId), Guid.ParseExact(document.Id, "N").ToString("N") + extension);

    /// <summary>Whether a folder is named as <see cref="FolderOf"/> names them, and has only what is kept here.</summary>
    private static bool IsOurs(string folder) =>
        Path.GetFileName(folder) is { Length: 2 * FolderBytes } name && name.All(char.IsAsciiHexDigitLower)
        && Directory.EnumerateFileSystemEntries(folder).All(path => Guid.TryParseExact(Path.GetFileName(path).Split('.')[0], "N", out _));

    private string FolderOf(string chatId) =>
        Path.Combine(_root, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(chatId)).AsSpan(0, FolderBytes)));
}
