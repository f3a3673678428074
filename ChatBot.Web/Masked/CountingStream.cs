namespace ChatBot.Web.Masked;

/// <summary>Reads another stream and tells, at most once for each 128 KB, how much has been read. Not thread-safe; does not own the other.</summary>
/// <param name="inner">The other stream.</param>
/// <param name="report">Is told the bytes so far.</param>
/// <param name="abort">
/// Breaks the other stream off, so that a read that waits ends. Where it is given, a read is cancelled by it alone: a request's body whose read is
/// cancelled by a token counts as still being read, and Kestrel complains of that when the request ends.
/// </param>
internal sealed class CountingStream(Stream inner, Action<long> report, Action? abort = null) : Stream
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
        if (abort is null) return Count(await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));
        using var registration = cancellationToken.UnsafeRegister(_ => abort(), null);
        cancellationToken.ThrowIfCancellationRequested();
        return Count(await inner.ReadAsync(buffer, CancellationToken.None).ConfigureAwait(false));
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
