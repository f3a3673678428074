using ChatBot.Inference.Models;

namespace ChatBot.Inference.Generation.Decoding;

/// <summary>Chooses the way to run a graph.</summary>
internal static class Decoders
{
    /// <summary>Takes over the session.</summary>
    /// <param name="session">A session of the graph.</param>
    /// <param name="signature">How the graph is called.</param>
    /// <param name="graph">What the file says of itself.</param>
    /// <param name="contextLength">The most tokens it can attend to.</param>
    /// <param name="limits">How many rows, and the sizes of runs.</param>
    /// <param name="shortLength">The longest text that is read with the angles for short ones; null where the graph has one set (<see cref="LongRope"/>).</param>
    public static IDecoder Create(
        OnnxSession session, DecoderSignature signature, OnnxFile graph, int contextLength, DecoderLimits limits, int? shortLength = null)
    {
        // A mask cannot be wider than a growing cache: such graphs stay with short texts.
        if (signature.Cache.IsJoint || !graph.SharesCache(signature.Present))
            return new GrowingCacheDecoder(session, signature, Math.Min(contextLength, shortLength ?? contextLength), limits);
        var smallest = Math.Min(contextLength, Math.Max(limits.SmallestCapacity, graph.WindowedCache));
        var decoder = new SharedBufferDecoder(session, signature, contextLength, limits with { SmallestCapacity = smallest });
        return shortLength < contextLength ? new LongRopeDecoder(decoder, shortLength.Value) : decoder;
    }
}
