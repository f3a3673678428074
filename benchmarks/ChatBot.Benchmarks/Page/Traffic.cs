using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Playwright;

namespace ChatBot.Benchmarks.Page;

/// <summary>What comes to the browser over the page's web socket, unpacked: messages of any kind, with their lengths.</summary>
internal sealed class Traffic
{
    private readonly ConcurrentQueue<(double Second, int Bytes)> _frames = new();
    private long _began = Stopwatch.GetTimestamp();
    private double _end;

    public Traffic(IPage page) => page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) =>
        _frames.Enqueue((Stopwatch.GetElapsedTime(_began).TotalSeconds, frame.Binary?.Length ?? frame.Text?.Length ?? 0));

    /// <summary>Kilobytes a second on average.</summary>
    public double KilobytesPerSecond => _frames.Sum(frame => frame.Bytes) / 1024.0 / _end;

    /// <summary>Bytes of the last whole second against those of the first.</summary>
    public double LastToFirst => (double)BytesOf((int)_end - 1) / Math.Max(1, BytesOf(0));

    /// <summary>The most messages that came within one second, wherever it begins.</summary>
    public int MostFrames
    {
        get
        {
            var times = _frames.Select(frame => frame.Second).ToList();
            var (most, first) = (0, 0);
            for (var last = 0; last < times.Count; last++)
            {
                while (times[last] - times[first] >= 1) first++;
                most = Math.Max(most, last - first + 1);
            }

            return most;
        }
    }

    public void Begin()
    {
        _frames.Clear();
        _began = Stopwatch.GetTimestamp();
    }

    public void End() => _end = Stopwatch.GetElapsedTime(_began).TotalSeconds;

    private long BytesOf(int second) => _frames.Where(frame => (int)frame.Second == second).Sum(frame => (long)frame.Bytes);
}
