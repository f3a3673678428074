using ChatBot.Inference.Answering;
using ChatBot.Inference.Models;
using ChatBot.Inference.Tokenization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML.OnnxRuntime;

namespace ChatBot.Tests.Answering;

public sealed class ReaderGraphTests : IDisposable
{
    private static readonly FramedPair Long = new([101, 7, 102, 8, 9, 102], [0, 0, 0, 1, 1, 1], 1, 3);
    private static readonly FramedPair Short = new([101, 7, 102, 102], [0, 0, 0, 1], 1, 3);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(TinyGraph.Int64, TinyGraph.Float)]
    [InlineData(TinyGraph.Int32, TinyGraph.Float)]
    [InlineData(TinyGraph.Int64, TinyGraph.Float16)]
    [InlineData(TinyGraph.Int32, TinyGraph.Float16)]
    public void Ids_and_types_arrive_in_the_graphs_own_number_types(int idType, int logitsType)
    {
        using var graph = Open(idType, logitsType, ["input_ids", "attention_mask", "token_type_ids"], "token_type_ids");
        using var run = new RunOptions();
        var logits = graph.Run([Long, Short], run);
        Assert.Equal(Long.Ids.Select(id => (float)id), logits[0].Start);
        Assert.Equal(Long.TypeIds.Select(id => (float)id), logits[0].End);
        Assert.Equal(Short.Ids.Select(id => (float)id), logits[1].Start);
        Assert.Equal(Short.TypeIds.Select(id => (float)id), logits[1].End);
    }

    [Fact]
    public void A_graph_without_token_types_gets_none()
    {
        using var graph = Open(TinyGraph.Int64, TinyGraph.Float, ["input_ids", "attention_mask"], "attention_mask");
        using var run = new RunOptions();
        Assert.Equal(["input_ids", "attention_mask"], graph.Signature.Inputs);
        Assert.All(graph.Run([Short, Long], run)[0].End, mask => Assert.Equal(1, mask));
    }

    [Fact]
    public void A_model_that_knows_one_token_type_gets_zeros()
    {
        using var graph = Open(TinyGraph.Int64, TinyGraph.Float, ["input_ids", "token_type_ids"], "token_type_ids", typeCount: 1);
        using var run = new RunOptions();
        Assert.All(graph.Run([Long], run)[0].End, type => Assert.Equal(0, type));
    }

    [Fact]
    public void A_graph_of_fixed_size_is_filled_up()
    {
        using var graph = Open(TinyGraph.Int64, TinyGraph.Float, ["input_ids", "attention_mask"], "attention_mask", batch: 2, length: 8);
        using var run = new RunOptions();
        Assert.Equal((2, 8), (graph.Signature.FixedBatch, graph.Signature.FixedLength));
        var logits = Assert.Single(graph.Run([Short], run));
        Assert.Equal(Short.Ids.Select(id => (float)id), logits.Start);
        Assert.Throws<ArgumentException>(() => graph.Run([Short, Short, Short], run));
    }

    [Theory]
    [InlineData("position_ids", "asks for an input position_ids")]
    [InlineData("", "no input input_ids")]
    public void A_graph_of_another_kind_is_refused_with_the_reason(string extra, string reason)
    {
        string[] inputs = extra.Length > 0 ? ["input_ids", extra] : ["attention_mask"];
        var refused = Assert.Throws<InvalidDataException>(() => Open(TinyGraph.Int64, TinyGraph.Float, inputs, inputs[0]));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    private ReaderGraph Open(int idType, int logitsType, string[] inputs, string endFrom, int typeCount = 2, int? batch = null, int? length = null)
    {
        var file = Path.Combine(_folder.Path, "model.onnx");
        TinyGraph.Write(file, idType, logitsType, inputs, endFrom, batch, length);
        var session = new OnnxSessionFactory(ExecutionProvider.Cpu, 1, NullLogger.Instance).Open(file);
        return new ReaderGraph(session, ReaderSignature.Read(session.Session), paddingId: 0, typeCount);
    }
}
