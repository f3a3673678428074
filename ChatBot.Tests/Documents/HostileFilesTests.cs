using ChatBot.Tests.Documents.Extraction;
using ChatBot.Web.Documents;

namespace ChatBot.Tests.Documents;

/// <summary>Files made to break readers. Alone, because this process's memory is watched.</summary>
[Collection(nameof(ReadingProcess))]
public sealed class HostileFilesTests
{
    public static IEnumerable<TheoryDataRow<string>> Names() => OutsideFiles.Names("hostile", "*.pdf").Select(name => new TheoryDataRow<string>(name));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_hostile_file_gives_text_or_a_clear_error_and_the_server_stays_small(string name)
    {
        var path = OutsideFiles.Get("hostile", name);
        using var watching = new CancellationTokenSource();
        var before = Environment.WorkingSet;
        var watch = PeakAsync(watching.Token);

        var outcome = await ReadAsync(path);

        await watching.CancelAsync();
        Assert.NotEmpty(outcome);
        Assert.InRange(await watch - before, long.MinValue, 300L * 1024 * 1024);
    }

    private static async Task<string> ReadAsync(string path)
    {
        try
        {
            var result = await Reading.TryReadAsync(path, limits: new DocumentLimits());
            return result.Document?.Text ?? result.Problem!.ToString();
        }
        catch (DocumentRejectedException e)
        {
            return e.Message;
        }
    }

    private static async Task<long> PeakAsync(CancellationToken until)
    {
        long peak = 0;
        while (!until.IsCancellationRequested)
        {
            peak = Math.Max(peak, Environment.WorkingSet);
            await Task.Delay(20, CancellationToken.None);
        }

        return peak;
    }
}
