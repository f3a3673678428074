using System.Runtime.InteropServices;

namespace ChatBot.Inference.Kernels.Memory;

/// <summary>Memory for intermediate values, aligned for vector instructions, that grows when more is asked for and then holds nothing of before. Not thread-safe.</summary>
/// <typeparam name="T">What is in it.</typeparam>
internal sealed unsafe class AlignedBuffer<T> : IDisposable
    where T : unmanaged
{
    private const nuint Alignment = 64;

    private long _length;

    /// <summary>The first element.</summary>
    public T* Pointer { get; private set; }

    /// <summary>Has room for so many elements from here on.</summary>
    public void Need(long length)
    {
        if (length <= _length) return;
        NativeMemory.AlignedFree(Pointer);
        _length = 0;
        Pointer = (T*)NativeMemory.AlignedAlloc((nuint)(length * sizeof(T)), Alignment);
        _length = length;
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
        _length = 0;
    }
}
