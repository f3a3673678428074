using System.Numerics.Tensors;
using ChatBot.Inference.Generation.Decoding;
using ChatBot.Inference.Kernels;
using ChatBot.Inference.Models;
using ChatBot.Inference.Tokenization;
using ChatBot.Tests.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML.OnnxRuntime;

namespace ChatBot.Tests.Kernels;

/// <summary>Whole models with our kernels, against the same with ONNX Runtime's.</summary>
public sealed class OwnKernelsTests : IDisposable
{
    private readonly RunOptions _run = new();

    public OwnKernelsTests() => Assert.SkipUnless(OwnKernels.AreSupported, "This processor has no AVX-512.");

    public static TheoryData<string> Tiny => [.. TestModels.TinyNames];

    public void Dispose() => _run.Dispose();

    [Theory]
    [MemberData(nameof(Tiny))]
    public void A_models_scores_are_those_of_ONNX_Runtimes_kernels(string name)
    {
        using var ours = TestModels.OpenDecoder(TestModels.Tiny(name));
        using var theirs = TestModels.OpenDecoder(TestModels.Tiny(name), ownKernels: false);
        int[] text = [.. Enumerable.Range(0, 60).Select(i => 3 + (i * 37 % 80))];

        AssertClose(theirs.Prefill(0, text, _run), ours.Prefill(0, text, _run), 1e-4f);
        for (var token = 3; token < 40; token++)
        {
            ours.Step([0], [token], _run);
            theirs.Step([0], [token], _run);
            AssertClose(theirs.Logits(0), ours.Logits(0), 1e-4f);
        }
    }

    [Fact]
    public void The_shipped_models_scores_are_those_of_products_in_32_bits()
    {
        using var exact = TestModels.CopyOf(TestModels.Shipped);
        OnnxEdit.Change(Path.Combine(exact.Path, "model.onnx"), edit => edit.SetAttribute("MatMulNBits", "accuracy_level", 1));
        using var theirs = TestModels.OpenDecoder(exact.Path, ownKernels: false);
        using var ours = TestModels.OpenDecoder(TestModels.Shipped);
        var tokenizer = TokenizerJson.Load(Path.Combine(TestModels.Shipped, "tokenizer.json"));
        var text = tokenizer.Encode("The capital of France is Paris, and the capital of Italy is Rome. The capital of Spain is");

        AssertClose(theirs.Prefill(0, text, _run), ours.Prefill(0, text, _run), 1e-3f);

        Assert.Equal(" Madrid", tokenizer.Decode([TensorPrimitives.IndexOfMax<float>(ours.Prefill(1, text, _run))]));
        foreach (var token in tokenizer.Encode(" Madrid, which has been"))
        {
            ours.Step([0], [token], _run);
            theirs.Step([0], [token], _run);
            AssertClose(theirs.Logits(0), ours.Logits(0), 1e-3f);
        }
    }

    [Fact]
    public void With_them_a_row_is_computed_the_same_beside_others_as_alone_and_however_its_text_is_cut()
    {
        using var decoder = TestModels.OpenDecoder(TestModels.Shipped);

        Assert.True(RowIndependence.Holds(decoder));
    }

    [Fact]
    public void A_session_uses_them_where_it_can() => Assert.NotNull(Open(Path.Combine(TestModels.Tiny("llama"), "model.onnx")));

    [Theory]
    [InlineData("smooth_softmax", 1)]
    [InlineData("rotary_interleaved", 1)]
    public void A_model_that_wants_what_they_cannot_do_gets_ONNX_Runtimes(string attribute, long value)
    {
        using var folder = TestModels.CopyOf(TestModels.Tiny("llama"));
        var graph = Path.Combine(folder.Path, "model.onnx");
        OnnxEdit.Change(graph, edit => edit.SetAttribute("GroupQueryAttention", attribute, value));

        Assert.Null(Open(graph));
    }

    private static OwnKernels? Open(string file)
    {
        using var session = new OnnxSessionFactory(ExecutionProvider.Cpu, 1, NullLogger.Instance).Open(file, ownKernels: true);
        return session.Kernels;
    }

    private static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, float tolerance) =>
        Assert.InRange(TensorPrimitives.Distance(expected, actual) / MathF.Max(1, TensorPrimitives.Norm(expected)), 0, tolerance);
}
