using System.Runtime.InteropServices;

namespace ChatBot.Inference.Answering;

/// <summary>
/// Counts the processor time of the calling thread: what else the machine does meanwhile does not count, nor does waiting. Two timestamps compare
/// only on the thread that took both. Stateless.
/// </summary>
internal sealed partial class ThreadClock : TimeProvider
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    // CLOCK_THREAD_CPUTIME_ID of time.h.
    private const int OnLinux = 3, OnMacOS = 16;

    private ThreadClock()
    {
    }

    /// <summary>The clock; null where the system has none that is fine enough.</summary>
    public static ThreadClock? Instance { get; } = IsThere() ? new() : null;

    /// <inheritdoc/>
    public override long TimestampFrequency => NanosecondsPerSecond;

    /// <inheritdoc/>
    public override long GetTimestamp() => TryRead(out var time) ? (time.Seconds * NanosecondsPerSecond) + time.Nanoseconds : 0;

    private static bool IsThere()
    {
        try
        {
            return Environment.Is64BitProcess && (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS()) && TryRead(out _);
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    private static bool TryRead(out TimeSpec time) => GetTime(OperatingSystem.IsMacOS() ? OnMacOS : OnLinux, out time) == 0;

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct TimeSpec
    {
        public readonly long Seconds;
        public readonly long Nanoseconds;
    }
}
