using Microsoft.ML.OnnxRuntime;

namespace ChatBot.Inference.Generation.Decoding;

/// <summary>
/// Whether this processor's kernels compute a row the same, to the last bit, beside others as alone, and a prompt the same however it is cut. They do
/// where each sum is added up in one order whatever the size of the matrix; no documentation promises it, so it is tried.
/// </summary>
internal static class RowIndependence
{
    /// <summary>Tries it on a decoder whose rows are empty, and leaves them so. Needs two rows.</summary>
    public static bool Holds(IDecoder decoder)
    {
        if (decoder.Slots < 2) return true;
        using var run = new RunOptions();
        int[] first = [.. Enumerable.Range(1, 9)], second = [.. Enumerable.Range(3, 13)];
        var whole = decoder.Prefill(0, first, run).ToArray();
        decoder.Rewind(0, 0);
        decoder.Prefill(0, first.AsSpan(0, 4), run);
        var same = decoder.Prefill(0, first.AsSpan(4), run).SequenceEqual(whole);
        decoder.Step([0], [1], run);
        var alone = decoder.Logits(0).ToArray();
        decoder.Rewind(0, first.Length);
        decoder.Prefill(1, second, run);
        decoder.Step([1, 0], [2, 1], run);
        same &= decoder.Logits(1).SequenceEqual(alone);
        decoder.Rewind(0, 0);
        decoder.Rewind(1, 0);
        return same;
    }
}
