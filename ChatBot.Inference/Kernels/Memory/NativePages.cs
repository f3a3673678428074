using System.Runtime.InteropServices;

namespace ChatBot.Inference.Kernels.Memory;

/// <summary>
/// Large blocks of memory straight from the operating system: they become resident as they are written and are given back when freed, whatever
/// the allocator's habits. Thread-safe.
/// </summary>
internal static unsafe partial class NativePages
{
    private const int ReadWrite = 1 | 2, PrivateAnonymousNoReserve = 2 | 0x20 | 0x4000, DontNeed = 4, PageOut = 21;

    private const nuint Alignment = 64;

    /// <summary>Takes memory of undefined content, aligned for vector instructions.</summary>
    /// <exception cref="InsufficientMemoryException">The system has none left.</exception>
    public static byte* Allocate(long bytes)
    {
        if (!OperatingSystem.IsLinux()) return (byte*)NativeMemory.AlignedAlloc((nuint)bytes, Alignment);
        var memory = Map(null, (nuint)bytes, ReadWrite, PrivateAnonymousNoReserve, -1, 0);
        return memory != (void*)-1 ? (byte*)memory : throw new InsufficientMemoryException($"The system has no {bytes >> 20:N0} MB for a model's cache.");
    }

    /// <summary>Gives back what <see cref="Allocate"/> took.</summary>
    public static void Free(byte* memory, long bytes)
    {
        if (memory is null) return;
        if (OperatingSystem.IsLinux()) _ = Unmap(memory, (nuint)bytes);
        else NativeMemory.AlignedFree(memory);
    }

    /// <summary>
    /// Gives back the whole pages of a part whose content is no longer needed; they come back, with undefined content, when they are written. Does
    /// nothing where the system has no such call.
    /// </summary>
    public static void Discard(byte* memory, long bytes) => AdviseWholePages(memory, bytes, DontNeed);

    /// <summary>
    /// Tells the system that a part will hardly be read again: pages of a mapped file leave the process's memory and come back from the file should somebody read
    /// them. Its content stays. Does nothing where the system has no such call (Linux has it since 5.4).
    /// </summary>
    public static void PutAside(byte* memory, long bytes) => AdviseWholePages(memory, bytes, PageOut);

    private static void AdviseWholePages(byte* memory, long bytes, int advice)
    {
        if (!OperatingSystem.IsLinux()) return;
        nint page = Environment.SystemPageSize;
        var start = ((nint)memory + page - 1) & -page;
        var end = ((nint)memory + (nint)bytes) & -page;
        if (end > start) _ = Advise((void*)start, (nuint)(end - start), advice);
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial void* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(void* address, nuint length);

    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    private static partial int Advise(void* address, nuint length, int advice);
}
