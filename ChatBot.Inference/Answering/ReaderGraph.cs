using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using ChatBot.Inference.Models;
using ChatBot.Inference.Tokenization;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatBot.Inference.Answering;

/// <summary>The scores of one framed window, a start and an end logit for each of its tokens, padding left out.</summary>
internal readonly record struct WindowLogits(float[] Start, float[] End);

/// <summary>One extractive graph, ready to score framed windows. Thread-safe. Owns the session.</summary>
/// <param name="session">A session of the graph.</param>
/// <param name="signature">How it is called.</param>
/// <param name="paddingId">The id that fills shorter windows up.</param>
/// <param name="typeCount">The token types the model knows: with one, all are 0.</param>
internal sealed class ReaderGraph(OnnxSession session, ReaderSignature signature, int paddingId, int typeCount) : IDisposable
{
    public ReaderSignature Signature => signature;

    /// <summary>Scores the windows in one run.</summary>
    /// <param name="windows">Framed windows, padded here to the longest.</param>
    /// <param name="run">Ends the run early when its Terminate is set.</param>
    /// <returns>The logits, in the windows' order.</returns>
    /// <exception cref="OnnxRuntimeException">The run failed or was terminated.</exception>
    public WindowLogits[] Run(IReadOnlyList<FramedPair> windows, RunOptions run)
    {
        var batch = signature.FixedBatch ?? windows.Count;
        if (batch < windows.Count) throw new ArgumentException($"This graph scores {batch} windows at a time.", nameof(windows));
        var length = signature.FixedLength ?? windows.Max(window => window.Ids.Length);

        List<OrtValue> inputs = [];
        try
        {
            foreach (var name in signature.Inputs) inputs.Add(Input(name, windows, batch, length));
            using var outputs = session.Session.Run(run, signature.Inputs, inputs, ReaderSignature.Outputs);
            var results = new WindowLogits[windows.Count];
            for (var i = 0; i < results.Length; i++)
            {
                var count = windows[i].Ids.Length;
                results[i] = new WindowLogits(Row(outputs[0], i * length, count), Row(outputs[1], i * length, count));
            }

            return results;
        }
        finally
        {
            foreach (var input in inputs) input.Dispose();
        }
    }

    public void Dispose() => session.Dispose();

    private OrtValue Input(string name, IReadOnlyList<FramedPair> windows, int batch, int length)
    {
        var values = new int[batch * length];
        if (name == ReaderSignature.InputIds) values.AsSpan().Fill(paddingId);
        for (var i = 0; i < windows.Count; i++)
        {
            var row = values.AsSpan(i * length, windows[i].Ids.Length);
            if (name == ReaderSignature.InputIds) windows[i].Ids.CopyTo(row);
            else if (name == ReaderSignature.AttentionMask) row.Fill(1);
            else if (typeCount > 1) windows[i].TypeIds.CopyTo(row);
        }

        // Rows that only a fixed batch size asks for attend to something, or their softmax would have nothing to sum.
        if (name == ReaderSignature.AttentionMask)
            for (var i = windows.Count; i < batch; i++) values[i * length] = 1;

        long[] shape = [batch, length];
        if (signature.IdType == TensorElementType.Int32) return OrtValue.CreateTensorValueFromMemory(values, shape);
        var wide = new long[values.Length];
        TensorPrimitives.ConvertChecked<int, long>(values, wide);
        return OrtValue.CreateTensorValueFromMemory(wide, shape);
    }

    private float[] Row(OrtValue logits, int start, int count)
    {
        if (signature.LogitsType == TensorElementType.Float) return logits.GetTensorDataAsSpan<float>().Slice(start, count).ToArray();
        var row = new float[count];
        TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<Float16, Half>(logits.GetTensorDataAsSpan<Float16>()).Slice(start, count), row);
        return row;
    }
}
