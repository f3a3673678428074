using System.Runtime.InteropServices;
using ChatBot.Inference.Models;

namespace ChatBot.Tests.Models;

public sealed class HugePagesTests
{
    [Fact]
    public void Memory_that_is_moved_keeps_its_content()
    {
        const int Size = 16 << 20;
        var before = HugePages.Snapshot();
        var used = Marshal.AllocHGlobal(Size);
        var unused = Marshal.AllocHGlobal(Size);
        var content = new byte[Size];
        Random.Shared.NextBytes(content);
        Marshal.Copy(content, 0, used, Size);
        try
        {
            var moved = HugePages.GatherSince(before);

            Assert.Equal(0, moved % (2 << 20));
            var after = new byte[Size];
            Marshal.Copy(used, after, 0, Size);
            Assert.True(content.AsSpan().SequenceEqual(after));
        }
        finally
        {
            Marshal.FreeHGlobal(used);
            Marshal.FreeHGlobal(unused);
        }
    }
}
