using ChatBot.Inference.Generation.Decoding;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatBot.Tests.Generation.Decoding;

/// <summary>Caches whose layers have different numbers of heads and head sizes: every number stays with its token, head and layer.</summary>
public sealed class UnevenCacheTests
{
    private static readonly KvCacheShape Shape = new([(2, 4), (2, 4), (1, 6), (3, 2)], TensorElementType.Float);

    [Fact]
    public void Rows_keep_their_tokens_while_they_grow_are_copied_exchanged_saved_and_loaded()
    {
        using var buffers = new KvBuffers(Shape);
        buffers.Reshape(2, 5, []);
        Fill(buffers, row: 0, text: 1, tokens: 5);
        Fill(buffers, row: 1, text: 2, tokens: 3);

        buffers.Reshape(4, 9, [5, 3]);
        Check(buffers, row: 0, text: 1, from: 0, to: 5);
        Check(buffers, row: 1, text: 2, from: 0, to: 3);

        buffers.Copy(0, 3, 4);
        Check(buffers, row: 3, text: 1, from: 0, to: 4);
        buffers.Swap(0, 5, 1, 3);
        Check(buffers, row: 1, text: 1, from: 0, to: 5);
        Check(buffers, row: 0, text: 2, from: 0, to: 3);

        using var block = new KvBlock(Shape, 4);
        buffers.Copy(1, 2, 2);
        buffers.Save(1, 2, block, 0, 3);
        buffers.Load(2, 2, block, 3);
        Check(buffers, row: 2, text: 1, from: 0, to: 5);
        Assert.Equal(4L * (8 + 8 + 6 + 6), Shape.BytesPerToken);
    }

    [Fact]
    public void A_dense_row_keeps_its_tokens_while_it_is_cut_copied_saved_and_continued()
    {
        using var row = new DenseRow(Shape);
        var present = row.Present(7);
        for (var tensor = 0; tensor < Shape.Tensors; tensor++) Write(present[tensor], 0, 7, tensor, text: 3, tokens: 7);
        Dispose(present);
        row.Accept(7);
        using var block = new KvBlock(Shape, 6);
        row.Save(4, block, 0, 3);

        row.Truncate(4);
        Check(row, 4);
        using var copy = new DenseRow(Shape);
        copy.CopyFrom(row, 3);
        Check(copy, 3);
        row.Append([new KvSegment(block, 2)]);
        Check(row, 6);
    }

    private static float Number(int tensor, int text, int head, int token, int place) =>
        (text * 10_000) + (tensor * 1000) + (head * 100) + (token * 10) + place;

    private static void Fill(KvBuffers buffers, int row, int text, int tokens)
    {
        var views = buffers.View(0, buffers.Rows);
        for (var tensor = 0; tensor < views.Length; tensor++) Write(views[tensor], row, buffers.Capacity, tensor, text, tokens);
        Dispose(views);
        buffers.Written(row, tokens);
    }

    private static void Write(OrtValue view, int at, int length, int tensor, int text, int tokens)
    {
        var numbers = view.GetTensorMutableDataAsSpan<float>();
        for (var head = 0; head < Shape.Heads(tensor); head++)
        {
            for (var token = 0; token < tokens; token++)
            {
                for (var place = 0; place < Shape.HeadSize(tensor); place++) numbers[Index(tensor, at, head, token, place, length)] = Number(tensor, text, head, token, place);
            }
        }
    }

    private static void Check(KvBuffers buffers, int row, int text, int from, int to)
    {
        var views = buffers.View(0, buffers.Rows);
        for (var tensor = 0; tensor < views.Length; tensor++) Check(views[tensor], row, buffers.Capacity, tensor, text, from, to);
        Dispose(views);
    }

    private static void Check(DenseRow row, int length)
    {
        Assert.Equal(length, row.Length);
        var views = row.Past();
        for (var tensor = 0; tensor < views.Length; tensor++) Check(views[tensor], 0, length, tensor, text: 3, from: 0, to: length);
        Dispose(views);
    }

    private static void Check(OrtValue view, int row, int length, int tensor, int text, int from, int to)
    {
        var numbers = view.GetTensorDataAsSpan<float>();
        for (var head = 0; head < Shape.Heads(tensor); head++)
        {
            for (var token = from; token < to; token++)
            {
                for (var place = 0; place < Shape.HeadSize(tensor); place++)
                    Assert.Equal(Number(tensor, text, head, token, place), numbers[Index(tensor, row, head, token, place, length)]);
            }
        }
    }

    private static int Index(int tensor, int row, int head, int token, int place, int length) =>
        (((((row * Shape.Heads(tensor)) + head) * length) + token) * Shape.HeadSize(tensor)) + place;

    private static void Dispose(OrtValue[] values)
    {
        foreach (var value in values) value.Dispose();
    }
}
