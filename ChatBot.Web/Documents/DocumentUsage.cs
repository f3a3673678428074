namespace ChatBot.Web.Documents;

/// <summary>What a chat uses of its limits, with uploads that are under way. Thread-safe.</summary>
internal sealed class DocumentUsage(int files, long bytes)
{
    private readonly Lock _gate = new();
    private int _files = files;
    private long _bytes = bytes;

    /// <summary>Takes room for one more file, if there is any.</summary>
    public bool TryTakeFile(DocumentLimits limits)
    {
        lock (_gate)
        {
            if (_files >= limits.FilesPerChat) return false;
            _files++;
            return true;
        }
    }

    /// <summary>Takes room for more bytes of a file, if there is any.</summary>
    public bool TryTakeBytes(int count, DocumentLimits limits)
    {
        lock (_gate)
        {
            if (_bytes + count > limits.ChatBytes) return false;
            _bytes += count;
            return true;
        }
    }

    /// <summary>Gives back one file and its bytes.</summary>
    public void GiveBack(long bytes)
    {
        lock (_gate)
        {
            _files--;
            _bytes -= bytes;
        }
    }
}
