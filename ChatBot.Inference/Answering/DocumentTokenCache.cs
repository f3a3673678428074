using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ChatBot.Inference.Tokenization;

namespace ChatBot.Inference.Answering;

/// <summary>
/// Remembers the tokens of the texts asked last, because a document is asked many questions. Keyed by the text's hash, so the same file in two
/// chats is tokenized once; bounded in bytes, the least recently used goes first. Thread-safe.
/// </summary>
/// <param name="tokenizer">The reader's tokenizer.</param>
/// <param name="capacity">Bytes of tokens to keep. One text larger than that is not kept.</param>
internal sealed class DocumentTokenCache(TextTokenizer tokenizer, long capacity = 64L << 20)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, LinkedListNode<(UInt128 Key, DocumentTokens Tokens)>> _entries = [];
    private readonly LinkedList<(UInt128 Key, DocumentTokens Tokens)> _newestFirst = new();
    private long _size;

    /// <summary>Texts in the cache.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _entries.Count;
        }
    }

    /// <summary>The tokens of a text. Two callers with the same new text may both tokenize it; waiting for each other would gain nothing.</summary>
    public DocumentTokens Get(string text)
    {
        var key = Hash(text);
        lock (_gate)
        {
            if (_entries.TryGetValue(key, out var known))
            {
                _newestFirst.Remove(known);
                _newestFirst.AddFirst(known);
                return known.Value.Tokens;
            }
        }

        var tokens = DocumentTokens.Of(tokenizer, text);
        if (tokens.Size <= capacity) Keep(key, tokens);
        return tokens;
    }

    private void Keep(UInt128 key, DocumentTokens tokens)
    {
        lock (_gate)
        {
            if (_entries.ContainsKey(key)) return;
            _entries[key] = _newestFirst.AddFirst((key, tokens));
            _size += tokens.Size;
            while (_size > capacity)
            {
                var oldest = _newestFirst.Last!.Value;
                _newestFirst.RemoveLast();
                _entries.Remove(oldest.Key);
                _size -= oldest.Tokens.Size;
            }
        }
    }

    /// <summary>A cryptographic hash: nobody can make a text that shows another chat's tokens.</summary>
    private static UInt128 Hash(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan()), hash);
        return MemoryMarshal.Read<UInt128>(hash);
    }
}
