using ChatBot.Tests.Documents;
using ChatBot.Tests.Documents.Extraction;
using Microsoft.Playwright;

namespace ChatBot.Tests.Browser;

/// <summary>
/// Files that were made to break readers, and large ones, on their way through the product, from the page to the chip. Alone, because this
/// process, which is the server, has its memory watched.
/// </summary>
[Collection(nameof(ReadingProcess))]
public sealed class HostileUploadTests(Chromium chromium, ITestOutputHelper output) : FilesOnThePage(chromium)
{
    [Fact]
    public async Task Every_hostile_file_becomes_a_chip_with_text_or_a_reason_and_the_chat_goes_on()
    {
        _ = OutsideFiles.Get("hostile");
        await AddAsync(Write("lease.pdf", Lease()));
        await AskAsync(); // the reader's own memory is taken before

        var done = Page.Locator(".chip:is([data-state=Ready], [data-state=Failed], [data-state=Locked])");
        foreach (var name in OutsideFiles.Names("hostile", "*.pdf"))
        {
            var count = await done.CountAsync();
            var growth = await GrowthAsync(async () =>
            {
                await AddAsync(OutsideFiles.Get("hostile", name));
                await Assertions.Expect(done).ToHaveCountAsync(count + 1, new() { Timeout = 300_000 });
            });

            var chip = Page.Locator(".chip", new() { HasText = name });
            var text = Reading.Flat(await chip.InnerTextAsync());
            output.WriteLine($"{text}: {growth / Megabyte} MB");
            if (await chip.GetAttributeAsync("data-state") == "Failed") Assert.True(text.Length > name.Length + 40, $"The reason is too short: {text}");
            Assert.True(growth < 300 * Megabyte, $"{name} made the server {growth / Megabyte} MB larger.");
        }

        await AskAsync();
        Assert.Empty(Window.Complaints);
    }

    [Fact]
    public async Task Large_files_go_to_disk_in_small_pieces()
    {
        string[] files = [Large("first.pdf", 24.5), Large("second.pdf", 24.5), Large("third.pdf", 24.5)];
        var bytes = files.Sum(file => new FileInfo(file).Length);
        var growth = await GrowthAsync(async () =>
        {
            await AddAsync(files);
            await ReadyAsync(3);
        });

        output.WriteLine($"{growth / Megabyte} MB for {bytes / Megabyte} MB of files");
        Assert.True(growth < 60 * Megabyte, $"The server became {growth / Megabyte} MB larger by {bytes / Megabyte} MB of files.");
        Assert.Equal(bytes, Stored().Where(stored => stored.Extension == ".pdf").Sum(stored => stored.Length));
    }

    /// <summary>How much larger this process became at most while something was done.</summary>
    private static async Task<long> GrowthAsync(Func<Task> work)
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var before = Environment.WorkingSet;
        using var done = new CancellationTokenSource();
        var watch = Task.Run(async () =>
        {
            var peak = 0L;
            for (; !done.IsCancellationRequested; await Task.Delay(20, CancellationToken.None)) peak = Math.Max(peak, Environment.WorkingSet);
            return peak;
        });
        await work();
        await done.CancelAsync();
        return await watch - before;
    }
}
