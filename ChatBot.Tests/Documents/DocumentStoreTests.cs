using ChatBot.Web.Documents;
using Microsoft.Extensions.Options;

namespace ChatBot.Tests.Documents;

public sealed class DocumentStoreTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly DocumentLimits _limits = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_is_kept_under_a_generated_name_with_what_is_known_of_it()
    {
        var store = Store();
        var added = await store.AddAsync("chat", "../../Bill of May.pdf", Pdf(1000), TestContext.Current.CancellationToken);

        Assert.Equal(("Bill of May.pdf", DocumentKind.Pdf, 1000L, "chat"), (added.FileName, added.Kind, added.Bytes, added.ChatId));
        Assert.Equal(1000, new FileInfo(store.PathOf(added)).Length);
        Assert.StartsWith(_folder.Path + Path.DirectorySeparatorChar, store.PathOf(added), StringComparison.Ordinal);
        Assert.DoesNotContain("Bill", store.PathOf(added), StringComparison.Ordinal);
        Assert.Equal([added], await Store().ListAsync("chat", TestContext.Current.CancellationToken)); // another process would see it too
        Assert.Empty(await store.ListAsync("other", TestContext.Current.CancellationToken));
        Assert.Null(await store.FindAsync("other", added.Id, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("../../../escape")]
    [InlineData("/etc")]
    [InlineData("a\0b")]
    public async Task No_chat_id_leads_out_of_the_folder(string chatId)
    {
        var store = Store();
        var added = await store.AddAsync(chatId, "a.pdf", Pdf(10), TestContext.Current.CancellationToken);

        Assert.StartsWith(_folder.Path + Path.DirectorySeparatorChar, Path.GetFullPath(store.PathOf(added)), StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => store.PathOf(added with { Id = "../../x" }));
    }

    [Fact]
    public async Task A_file_over_the_limit_is_refused_while_it_streams_and_nothing_is_lost()
    {
        var store = Store();
        var first = await store.AddAsync("chat", "first.pdf", Pdf(10), TestContext.Current.CancellationToken);
        await using var endless = new EndlessPdf();

        var refused = await Assert.ThrowsAsync<DocumentRejectedException>(() => store.AddAsync("chat", "big.pdf", endless, TestContext.Current.CancellationToken));

        Assert.Equal(DocumentProblemKind.FileTooLarge, refused.Problem.Kind);
        Assert.Contains("25 MB", refused.Message, StringComparison.Ordinal);
        Assert.InRange(endless.Given, _limits.FileBytes, _limits.FileBytes + 256 * 1024);
        Assert.Equal([first], await store.ListAsync("chat", TestContext.Current.CancellationToken));
        Assert.Equal(2, Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Length); // the file and its entry, no rest
    }

    [Fact]
    public async Task The_file_after_the_last_is_refused_and_removing_one_makes_room()
    {
        _limits.FilesPerChat = 3;
        var store = Store();
        for (var i = 0; i < 3; i++) await store.AddAsync("chat", $"{i}.pdf", Pdf(10), TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAsync<DocumentRejectedException>(() => store.AddAsync("chat", "4.pdf", Pdf(10), TestContext.Current.CancellationToken));
        Assert.Equal(DocumentProblemKind.TooManyFiles, refused.Problem.Kind);
        Assert.Contains("3 files", refused.Message, StringComparison.Ordinal);
        await store.AddAsync("another chat", "4.pdf", Pdf(10), TestContext.Current.CancellationToken);

        await store.RemoveAsync("chat", (await store.ListAsync("chat", TestContext.Current.CancellationToken))[0].Id, TestContext.Current.CancellationToken);
        await store.AddAsync("chat", "4.pdf", Pdf(10), TestContext.Current.CancellationToken);
        Assert.Equal(["1.pdf", "2.pdf", "4.pdf"], (await store.ListAsync("chat", TestContext.Current.CancellationToken)).Select(document => document.FileName));
    }

    [Fact]
    public async Task A_chat_has_a_size_limit_that_concurrent_uploads_share()
    {
        _limits.ChatBytes = 1_000_000;
        var store = Store();

        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(async i =>
        {
            try
            {
                return await store.AddAsync("chat", $"{i}.pdf", Pdf(300_000), TestContext.Current.CancellationToken);
            }
            catch (DocumentRejectedException e)
            {
                Assert.Equal(DocumentProblemKind.ChatTooLarge, e.Problem.Kind);
                return null;
            }
        }));

        Assert.InRange(results.Count(document => document is not null), 1, 3);
        Assert.InRange((await store.ListAsync("chat", TestContext.Current.CancellationToken)).Sum(document => document.Bytes), 1, 1_000_000);
        // What the refused ones had taken is free again.
        while ((await store.ListAsync("chat", TestContext.Current.CancellationToken)).Sum(document => document.Bytes) <= 700_000)
            await store.AddAsync("chat", "more.pdf", Pdf(300_000), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_document_that_is_removed_twice_at_once_makes_room_for_one()
    {
        _limits.FilesPerChat = 2;
        var store = Store();
        var first = await store.AddAsync("chat", "1.pdf", Pdf(10), TestContext.Current.CancellationToken);
        await store.AddAsync("chat", "2.pdf", Pdf(10), TestContext.Current.CancellationToken);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => store.RemoveAsync("chat", first.Id))));

        await store.AddAsync("chat", "3.pdf", Pdf(10), TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<DocumentRejectedException>(() => store.AddAsync("chat", "4.pdf", Pdf(10), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_broken_upload_leaves_nothing_behind()
    {
        var store = Store();
        await using var broken = new EndlessPdf { FailsAfter = 200_000 };

        await Assert.ThrowsAsync<IOException>(() => store.AddAsync("chat", "a.pdf", broken, TestContext.Current.CancellationToken));

        Assert.Empty(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories));
        Assert.Empty(await store.ListAsync("chat", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_was_read_goes_with_the_document_and_all_goes_with_the_chat()
    {
        var store = Store();
        var document = await store.AddAsync("chat", "a.pdf", Pdf(10), TestContext.Current.CancellationToken);
        var text = new ExtractedDocument("a.pdf", "Hi", [new ExtractedPage(1, 0, 2, 595, 842, 0, false, 1, null)], [new ExtractedWord(0, 2, new PageBox(0, 0, 1, 1))]);

        Assert.Null(await store.LoadTextAsync(document, TestContext.Current.CancellationToken));
        await store.SaveTextAsync(document, text, TestContext.Current.CancellationToken);
        Assert.Equal("Hi", (await store.LoadTextAsync(document, TestContext.Current.CancellationToken))!.Text);

        await store.RemoveAsync("chat", document.Id, TestContext.Current.CancellationToken);
        await store.SaveTextAsync(document, text, TestContext.Current.CancellationToken); // a reader that finished too late
        Assert.Empty(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories));

        await store.AddAsync("chat", "b.pdf", Pdf(10), TestContext.Current.CancellationToken);
        store.RemoveChat("chat");
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    private DocumentStore Store() => new(Options.Create(new DocumentStoreOptions { Folder = _folder.Path }), Options.Create(_limits), TimeProvider.System);

    private static MemoryStream Pdf(int bytes)
    {
        var content = new byte[bytes];
        "%PDF-1.7\n"u8.CopyTo(content);
        return new MemoryStream(content);
    }

    private sealed class EndlessPdf : Stream
    {
        public long Given { get; private set; }
        public long FailsAfter { get; init; } = long.MaxValue;
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => Given; set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            if (Given > FailsAfter) throw new IOException("The connection was lost.");
            buffer.Clear();
            if (Given == 0) "%PDF-1.7\n"u8.CopyTo(buffer);
            Given += buffer.Length;
            return buffer.Length;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));
        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
