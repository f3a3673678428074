using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ChatBot.Inference.Kernels.Matrices;

/// <summary>How packed weights become numbers: four of a column at a time, of 16 columns.</summary>
internal unsafe interface IWeightBits
{
    /// <summary>Bytes of four weights of 16 columns.</summary>
    static abstract int StepBytes { get; }

    /// <summary>For each of 16 columns its first and second weight, as two neighbouring numbers.</summary>
    static abstract Vector512<short> First(byte* step);

    /// <summary>The third and the fourth.</summary>
    static abstract Vector512<short> Second(byte* step);

    /// <summary>Takes a column's weights from ONNX's layout (ascending, low bits first) to its places among 16 columns.</summary>
    /// <param name="source">The column.</param>
    /// <param name="count">How many weights, a multiple of four.</param>
    /// <param name="target">The place of the column's first byte.</param>
    static abstract void Pack(byte* source, int count, byte* target);
}

/// <summary>Weights of 8 bits: two bytes a column, for 16 columns, then the next two.</summary>
internal readonly unsafe struct EightBits : IWeightBits
{
    public static int StepBytes => 64;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> First(byte* step) => Avx512BW.ConvertToVector512Int16(Vector256.Load(step));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> Second(byte* step) => Avx512BW.ConvertToVector512Int16(Vector256.Load(step + 32));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack(byte* source, int count, byte* target)
    {
        for (var pair = 0; pair < count / 2; pair++) *(ushort*)(target + (pair * 32)) = ((ushort*)source)[pair];
    }
}

/// <summary>Weights of 4 bits: two bytes a column, for 16 columns; low halves hold the first two weights, high halves the third and the fourth.</summary>
internal readonly unsafe struct FourBits : IWeightBits
{
    public static int StepBytes => 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> First(byte* step) => Avx512BW.ConvertToVector512Int16(Vector256.Load(step)) & Vector512.Create((short)15);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> Second(byte* step) => Vector512.ShiftRightLogical(Avx512BW.ConvertToVector512Int16(Vector256.Load(step)), 4);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack(byte* source, int count, byte* target)
    {
        for (var four = 0; four < count / 4; four++)
        {
            int weights = ((ushort*)source)[four];
            *(ushort*)(target + (four * 32)) = (ushort)((weights & 0xf00f) | ((weights >> 4) & 0xf0) | ((weights & 0xf0) << 4));
        }
    }
}
