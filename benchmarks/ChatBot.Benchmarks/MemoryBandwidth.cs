using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;

namespace ChatBot.Benchmarks;

/// <summary>How fast all cores together read memory that is in no cache: no decode step can take less than reading the weights takes.</summary>
internal static unsafe class MemoryBandwidth
{
    private const nuint BytesPerThread = 512 << 20;

    /// <summary>Bytes a second, the best of some passes.</summary>
    public static double Measure(int threads, int passes = 8)
    {
        var buffers = new nint[threads];
        for (var i = 0; i < threads; i++)
        {
            buffers[i] = (nint)NativeMemory.AlignedAlloc(BytesPerThread, 64);
            NativeMemory.Fill((void*)buffers[i], BytesPerThread, 1);
        }

        try
        {
            return Enumerable.Range(0, passes).Max(_ => Pass(buffers));
        }
        finally
        {
            foreach (var buffer in buffers) NativeMemory.AlignedFree((void*)buffer);
        }
    }

    private static double Pass(nint[] buffers)
    {
        var start = Stopwatch.GetTimestamp();
        var threads = Array.ConvertAll(buffers, buffer => new Thread(() => Read((byte*)buffer)));
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        return (double)BytesPerThread * (nuint)buffers.Length / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static void Read(byte* memory)
    {
        Vector<byte> a = default, b = default, c = default, d = default;
        var step = (nuint)Vector<byte>.Count;
        for (nuint at = 0; at < BytesPerThread; at += 4 * step)
        {
            a ^= Vector.Load(memory + at);
            b ^= Vector.Load(memory + at + step);
            c ^= Vector.Load(memory + at + (2 * step));
            d ^= Vector.Load(memory + at + (3 * step));
        }

        GC.KeepAlive(a ^ b ^ c ^ d);
    }
}
