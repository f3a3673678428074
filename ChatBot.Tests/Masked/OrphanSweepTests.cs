using ChatBot.Web.Masked;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatBot.Tests.Masked;

public sealed class OrphanSweepTests : IDisposable
{
    private readonly TestDocuments _documents = new();

    public void Dispose() => _documents.Dispose();

    [Fact]
    public async Task What_an_earlier_run_left_behind_is_deleted_at_start()
    {
        Leave("old");
        using var sweep = await StartAsync();

        Assert.Empty(Directory.GetDirectories(_documents.Folder));
    }

    [Fact]
    public async Task While_another_program_runs_on_the_folder_nothing_is_deleted()
    {
        using var first = await StartAsync();
        Leave("of the first");
        using (await StartAsync()) Assert.Single(Directory.GetDirectories(_documents.Folder));

        first.Dispose();
        using var third = await StartAsync();
        Assert.Empty(Directory.GetDirectories(_documents.Folder));
    }

    private void Leave(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_documents.Folder, name));
        File.WriteAllText(Path.Combine(folder.FullName, "x.pdf"), "x");
    }

    private async Task<OrphanSweep> StartAsync()
    {
        var sweep = new OrphanSweep(_documents.Store, NullLogger<OrphanSweep>.Instance);
        await sweep.StartAsync(TestContext.Current.CancellationToken);
        return sweep;
    }
}
