using System.Security.Cryptography;
using ChatBot.Web.Documents;

namespace ChatBot.Web.Masked;

/// <summary>
/// A file of a chat, from the moment it was chosen on. Thread-safe: <see cref="ChatDocuments"/> writes, any number of readers look.
/// </summary>
public sealed class Attachment : IDisposable
{
    private readonly CancellationTokenSource _removed = new();
    private readonly WeakReference<ExtractedDocument?> _text = new(null);
    private volatile AttachmentState _state;
    private int _received;

    internal Attachment(string fileName, long bytes, AttachmentState state) =>
        (FileName, Bytes, _state, Removed) = (fileName, bytes, state, _removed.Token);

    /// <summary>Names it in addresses: 128 random bits, not to be guessed.</summary>
    public string Id { get; internal init; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>The name it came with, cleaned for showing.</summary>
    public string FileName { get; }

    /// <summary>Its size as the browser told it.</summary>
    public long Bytes { get; }

    /// <summary>How far it is.</summary>
    public AttachmentState State
    {
        get => _state;
        internal set => _state = value;
    }

    /// <summary>The file on disk; null before it is there wholly.</summary>
    internal StoredDocument? Stored { get; set; }

    /// <summary>The password that opened it, kept in memory only, for the page that shows it.</summary>
    internal string? Password { get; set; }

    /// <summary>The work on it, for those who must wait for its end; never faults.</summary>
    internal Task Work { get; set; } = Task.CompletedTask;

    /// <summary>Cancelled when it is removed.</summary>
    internal CancellationToken Removed { get; }

    /// <summary>What was read of it, as long as the memory is not wanted for something else; the store has it too.</summary>
    internal ExtractedDocument? Text
    {
        get => _text.TryGetTarget(out var text) ? text : null;
        set => _text.SetTarget(value);
    }

    /// <summary>Whether its bytes have begun to come.</summary>
    internal bool IsReceived => Volatile.Read(ref _received) != 0;

    /// <summary>Whether this is the first call: its bytes are taken once.</summary>
    internal bool TryReceive() => Interlocked.Exchange(ref _received, 1) == 0;

    /// <summary>Ends all work on it.</summary>
    internal void Cancel() => _removed.Cancel();

    /// <summary>Releases it when all work on it has ended.</summary>
    public void Dispose() => _removed.Dispose();
}
