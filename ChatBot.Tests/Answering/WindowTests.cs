using ChatBot.Inference.Answering;

namespace ChatBot.Tests.Answering;

public class WindowTests
{
    [Property]
    public void Windows_cover_every_token_and_share_what_they_should(ushort tokens, byte room, byte overlap)
    {
        var capacity = overlap + room + 1;
        var windows = Window.Cover(3, tokens, capacity, overlap).ToList();
        var covered = new int[tokens];
        foreach (var window in windows)
        {
            Assert.Equal(3, window.Document);
            Assert.InRange(window.Length, 1, capacity);
            for (var i = window.Start; i < window.End; i++) covered[i]++;
        }

        Assert.DoesNotContain(0, covered);
        foreach (var (one, next) in windows.Zip(windows.Skip(1))) Assert.Equal(overlap, one.End - next.Start);
        Assert.Equal(tokens == 0, windows.Count == 0);
    }

    [Property]
    public void Every_token_belongs_to_exactly_one_of_the_windows_that_are_read(byte tokens, byte room, byte overlap, int left)
    {
        // As a selection leaves them: some are missing.
        var random = new Random(left);
        var windows = Enumerable.Range(0, 2)
            .SelectMany(document => Window.Cover(document, tokens + document, (overlap % 40) + (room % 60) + 1, overlap % 40))
            .Where(_ => random.Next(4) > 0).ToList();
        for (var document = 0; document < 2; document++)
        {
            for (var token = 0; token < tokens + document; token++)
            {
                var owners = 0;
                var readers = 0;
                for (var i = 0; i < windows.Count; i++)
                {
                    if (windows[i].Document != document || token < windows[i].Start || token >= windows[i].End) continue;
                    readers++;
                    if (Window.Owns(windows, i, token)) owners++;
                }

                Assert.Equal(Math.Min(readers, 1), owners);
            }
        }
    }

    [Property]
    public void Batches_hold_every_window_once_and_keep_to_their_size(byte[] lengths, byte mostWindows, ushort mostTokens)
    {
        const int framing = 5;
        var windows = lengths.Select(length => new Window(0, 0, length + 1)).ToList();
        var batches = new WindowBatches(mostWindows + 1, mostTokens).Of(windows, framing).ToList();
        Assert.Equal(Enumerable.Range(0, windows.Count), batches.SelectMany(batch => batch).Order());
        foreach (var batch in batches)
        {
            Assert.InRange(batch.Count, 1, mostWindows + 1);
            var padded = batch.Count * (batch.Max(i => windows[i].Length) + framing);
            Assert.True(batch.Count == 1 || padded <= mostTokens);
        }
    }
}
