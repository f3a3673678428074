namespace ChatBot.Web.Masked;

/// <summary>Reads a request's body and tells, at most once for each 128 KB, how much has been read. Not thread-safe; does not own the body.</summary>
/// <remarks>
/// A read that waits is not cancelled: the body would count as still being read, and Kestrel complains of that when the request ends. So a
/// cancelled copy ends with the next bytes, or with the connection, which the page breaks off when it removes a file.
/// </remarks>
/// <param name="inner">The body.</param>
/// <param name="report">Is told the bytes so far.</param>
internal sealed class CountingStream(Stream inner, Action<long> report) : Stream
{
    private const int Step = 128 * 1024;
    private long _count;
    private long _next = Step;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _count;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var read = await inner.ReadAsync(buffer, CancellationToken.None).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return Count(read);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => Count(inner.Read(buffer, offset, count));

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Count(int read)
    {
        _count += read;
        if (_count < _next) return read;
        _next = _count + Step;
        report(_count);
        return read;
    }
}
