using ChatBot.Web.Documents.Tools;

namespace ChatBot.Tests.Documents.Tools;

public sealed class ToolSlotsTests
{
    [Fact]
    public void Their_folder_has_a_name_nobody_can_guess_and_is_its_users_alone()
    {
        var folder = ToolSlots.OwnFolder;

        Assert.DoesNotContain(Environment.UserName, Path.GetFileName(folder), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
    }

    [Fact]
    public async Task Who_comes_when_all_are_taken_waits_for_the_first_that_is_given_back()
    {
        using var folder = new TestFolder();
        var slots = new ToolSlots(folder.Path, 2);
        var first = await slots.TakeAsync(TestContext.Current.CancellationToken);
        using var second = await slots.TakeAsync(TestContext.Current.CancellationToken);
        var third = new ToolSlots(folder.Path, 2).TakeAsync(TestContext.Current.CancellationToken);
        Assert.False(third.IsCompleted);

        first.Dispose();

        (await third).Dispose();
    }

    [Fact]
    public async Task A_folder_that_was_tidied_away_is_made_again_for_its_user_alone()
    {
        using var parent = new TestFolder();
        var folder = Path.Combine(parent.Path, "slots");

        using var slot = await new ToolSlots(folder, 1).TakeAsync(TestContext.Current.CancellationToken);

        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
    }
}
