namespace ChatBot.Web.Documents;

/// <summary>What a chat uses of its limits, file by file, with uploads that are under way. Thread-safe.</summary>
/// <param name="known">The ids and sizes of the files that the chat has already.</param>
internal sealed class DocumentUsage(IEnumerable<(string Id, long Bytes)> known)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _files = known.ToDictionary(file => file.Id, file => file.Bytes, StringComparer.Ordinal);

    /// <summary>Takes room for one more file, if there is any.</summary>
    public bool TryTakeFile(string id, DocumentLimits limits)
    {
        lock (_gate) return _files.Count < limits.FilesPerChat && _files.TryAdd(id, 0);
    }

    /// <summary>Takes room for more bytes of a file, if there is any.</summary>
    public bool TryTakeBytes(string id, int count, DocumentLimits limits)
    {
        lock (_gate)
        {
            if (_files.Values.Sum() + count > limits.ChatBytes) return false;
            _files[id] += count;
            return true;
        }
    }

    /// <summary>Gives back a file and its bytes; nothing where that was done already.</summary>
    public void GiveBack(string id)
    {
        lock (_gate) _files.Remove(id);
    }
}
