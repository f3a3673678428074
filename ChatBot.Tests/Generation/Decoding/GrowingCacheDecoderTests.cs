using ChatBot.Inference.Generation.Decoding;
using ChatBot.Inference.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML.OnnxRuntime;

namespace ChatBot.Tests.Generation.Decoding;

/// <summary>The growing cache against the shared one, on the same graphs: GroupQueryAttention can do both.</summary>
public sealed class GrowingCacheDecoderTests : IDisposable
{
    private const int Slots = 4, Context = 60;

    private readonly RunOptions _run = new();

    public static TheoryData<string> Tiny => [.. TestModels.TinyNames];

    public void Dispose() => _run.Dispose();

    [Theory]
    [MemberData(nameof(Tiny))]
    public void Whatever_is_done_to_the_rows_both_caches_score_alike(string model)
    {
        using var shared = Open(model, (session, signature, limits) => new SharedBufferDecoder(session, signature, Context, limits));
        using var growing = Open(model, (session, signature, limits) => new GrowingCacheDecoder(session, signature, Context, limits));
        using var sharedBlock = new KvBlock(shared.Shape, 8);
        using var growingBlock = new KvBlock(growing.Shape, 8);
        var random = new Random(11);
        for (var round = 0; round < 150; round++)
        {
            var slot = random.Next(Slots);
            var (length, room) = (shared.Length(slot), Context - shared.Length(slot));
            int[] tokens = [.. Enumerable.Range(0, random.Next(1, 14)).Select(_ => random.Next(3, 500))];
            switch (random.Next(7))
            {
                case 0 when room >= tokens.Length:
                    Alike(shared.Prefill(slot, tokens, _run), growing.Prefill(slot, tokens, _run));
                    break;
                case 1 or 2:
                    int[] chosen = [.. Enumerable.Range(0, Slots).Where(row => shared.Length(row) is > 0 and < Context && random.Next(2) == 0)];
                    if (chosen.Length == 0) break;
                    int[] next = [.. chosen.Select(_ => random.Next(3, 500))];
                    shared.Step(chosen, next, _run);
                    growing.Step(chosen, next, _run);
                    for (var i = 0; i < chosen.Length; i++) Alike(shared.Logits(i), growing.Logits(i));
                    break;
                case 3 when shared.ScoresEveryPosition && length > 0 && room >= 5:
                    shared.Verify(slot, [5, 6, 7, 8, 9], _run);
                    growing.Verify(slot, [5, 6, 7, 8, 9], _run);
                    for (var i = 0; i < 5; i++) Alike(shared.Logits(i), growing.Logits(i));
                    break;
                case 4:
                    var keep = random.Next(length + 1);
                    shared.Rewind(slot, keep);
                    growing.Rewind(slot, keep);
                    break;
                case 5:
                    var to = (slot + 1) % Slots;
                    var copied = random.Next(length + 1);
                    shared.CopyPrefix(slot, to, copied);
                    growing.CopyPrefix(slot, to, copied);
                    break;
                case 6 when length >= 8 && room >= 8:
                    foreach (var (decoder, block) in new[] { (shared, sharedBlock), (growing, growingBlock) })
                    {
                        decoder.Save(slot, length - 8, block, 0, 3);
                        decoder.Save(slot, length - 5, block, 3, 5);
                        decoder.Load(slot, length - 8, [new(block, 8), new(block, 2)]);
                    }

                    break;
                default:
                    shared.Trim();
                    growing.Trim();
                    break;
            }

            for (var row = 0; row < Slots; row++) Assert.Equal(shared.Length(row), growing.Length(row));
        }
    }

    [Fact]
    public void A_terminated_step_changes_no_row()
    {
        using var decoder = Open("llama", (session, signature, limits) => new GrowingCacheDecoder(session, signature, Context, limits));
        decoder.Prefill(0, [3, 4, 5], _run);
        decoder.Prefill(1, [6], _run);
        using (var terminated = new RunOptions { Terminate = true })
            Assert.Throws<OnnxRuntimeException>(() => decoder.Step([0, 1], [7, 8], terminated));

        Assert.Equal((3, 1), (decoder.Length(0), decoder.Length(1)));
    }

    [Fact]
    public void Memory_is_given_back_when_the_rows_are_empty()
    {
        using var decoder = Open("llama", (session, signature, limits) => new GrowingCacheDecoder(session, signature, Context, limits));
        decoder.Prefill(0, [3, 4, 5], _run);
        Assert.True(decoder.CacheBytes > 0);

        decoder.Rewind(0, 0);
        decoder.Trim();

        Assert.Equal(0, decoder.CacheBytes);
    }

    private static IDecoder Open(string model, Func<OnnxSession, DecoderSignature, DecoderLimits, IDecoder> create)
    {
        var directory = TestModels.Tiny(model);
        var config = GenAiConfig.Load(directory);
        var session = new OnnxSessionFactory(ExecutionProvider.Cpu, 1, NullLogger.Instance).Open(Path.Combine(directory, config.Model.Decoder.Filename), ownKernels: true);
        return create(session, DecoderSignature.Read(session.Session, config.Model.Decoder), new DecoderLimits { Slots = Slots, LongestChunk = 7, SmallestCapacity = 8 });
    }

    private static void Alike(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++) Assert.InRange(actual[i] - expected[i], -1e-4f, 1e-4f);
    }
}
