using ChatBot.Tests.Conversations;

namespace ChatBot.Tests.Masked;

public sealed class OrphanSweepTests
{
    [Fact]
    public async Task Documents_of_chats_that_are_no_more_are_deleted_at_start()
    {
        await using var chats = await TestChats.StartAsync();
        var folder = Directory.CreateDirectory(Path.Combine(chats.Documents, "old"));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "x.pdf"), "x", TestContext.Current.CancellationToken);
        await chats.RestartAsync();

        Assert.Empty(Directory.GetDirectories(chats.Documents));
    }
}
