using ChatBot.Tests.Conversations;
using ChatBot.Web.Documents;

namespace ChatBot.Tests.Masked;

public sealed class OrphanSweepTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Documents_of_chats_that_are_no_more_are_deleted_at_start()
    {
        await using var chats = await TestChats.StartAsync();
        await chats.Get<DocumentStore>().AddAsync("a chat that is no more", "a.pdf", new MemoryStream("%PDF-1.4"u8.ToArray()), Cancellation);
        Assert.Single(Directory.GetDirectories(chats.Documents));
        await chats.RestartAsync();

        Assert.Empty(Directory.GetDirectories(chats.Documents));
    }

    [Theory]
    [InlineData("Taxes", "2026.pdf")]
    [InlineData("0123456789abcdef0123456789abcdef", "2026.pdf")]
    [InlineData("0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef.pdf", "2026.pdf")]
    public async Task What_somebody_else_keeps_in_the_folder_stays(string folder, params string[] files)
    {
        await using var chats = await TestChats.StartAsync();
        var path = Directory.CreateDirectory(Path.Combine(chats.Documents, folder)).FullName;
        foreach (var file in files) await File.WriteAllTextAsync(Path.Combine(path, file), "x", Cancellation);
        await chats.RestartAsync();

        Assert.Equal(files, Directory.GetFiles(path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }
}
