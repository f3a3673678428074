using ChatBot.Inference.Models;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatBot.Inference.Generation.Decoding;

/// <summary>
/// One way to run the graph: memory of our own bound to its inputs and outputs, of which each run changes only what differs from the last. Not
/// thread-safe: it belongs to the engine's thread.
/// </summary>
internal sealed class RunBinding : IDisposable
{
    private readonly OnnxSession _session;
    private readonly DecoderSignature _signature;
    private readonly OrtIoBinding _binding;
    private readonly RunTensors _tensors;
    private readonly float[] _widened;
    private readonly long[] _scoredCount = [1];
    private readonly OrtValue? _keep;
    private OrtValue? _boundIds;
    private OrtValue? _boundPositions;
    private OrtValue? _boundLogits;
    private OrtValue[] _boundCache = [];
    private (int Rows, int Tokens, int Scored) _bound;
    private (int Version, int Place, int Rows) _boundPlace;
    private int _scored;

    /// <param name="session">Stays the caller's.</param>
    /// <param name="signature">How the graph is called.</param>
    /// <param name="rows">The most rows of a run.</param>
    /// <param name="tokens">The most tokens a row of a run.</param>
    /// <param name="context">The most tokens of a row, those of earlier runs too.</param>
    public RunBinding(OnnxSession session, DecoderSignature signature, int rows, int tokens, int context)
    {
        (_session, _signature) = (session, signature);
        _binding = session.Session.CreateIoBinding();
        var room = rows * tokens;
        var scored = !signature.LastLogitsOnly ? room : signature.LogitsToKeep is null ? rows : Math.Max(rows, Math.Min(room, DecoderLimits.LongestVerify));
        _tensors = new RunTensors(signature, room, scored, (long)rows * context);
        _widened = signature.LogitsType == TensorElementType.Float16 ? new float[signature.Vocabulary] : [];
        if (signature.LogitsToKeep is null) return;
        _keep = OrtValue.CreateTensorValueFromMemory(_scoredCount, []);
        _binding.BindInput(signature.LogitsToKeep, _keep);
    }

    /// <summary>The narrowest mask of a run, for graphs that choose something by its width; what no row has is masked.</summary>
    public int NarrowestMask { get; set; }

    /// <inheritdoc cref="RunTensors.Put"/>
    public void Put(int index, int token, int position) => _tensors.Put(index, token, position);

    /// <summary>Runs the graph on rows that are neighbours.</summary>
    /// <param name="cache">Their keys and values, with room for the tokens of this run.</param>
    /// <param name="place">The first row.</param>
    /// <param name="totals">For each row its tokens, those of this run among them.</param>
    /// <param name="tokens">How many tokens of each row are read in this run.</param>
    /// <param name="scoreAll">Whether to score every token of a row, where the graph leaves that open, and not the last one only.</param>
    /// <param name="run">Ends it early when its Terminate is set.</param>
    public void Run(KvBuffers cache, int place, ReadOnlySpan<int> totals, int tokens, bool scoreAll, RunOptions run)
    {
        BindCache(cache, place, totals.Length);
        _scored = !_signature.LastLogitsOnly || (scoreAll && _signature.LogitsToKeep is not null) ? tokens : 1;
        _scoredCount[0] = _scored;
        BindTokens(totals.Length, tokens);
        using var mask = _tensors.Mask(totals, NarrowestMask);
        _binding.BindInput(_signature.AttentionMask, mask);
        _session.Session.RunWithBinding(run, _binding);
    }

    /// <summary>The scores [vocabulary] behind one token of the last run; where the graph scores the last one of a row only, that of its row.</summary>
    public Span<float> Logits(int row, int token) => _tensors.ScoresOf((row * _scored) + Math.Min(token, _scored - 1), _widened);

    public void Dispose()
    {
        _keep?.Dispose();
        _boundIds?.Dispose();
        _boundPositions?.Dispose();
        _boundLogits?.Dispose();
        foreach (var tensor in _boundCache) tensor.Dispose();
        _binding.Dispose();
        _tensors.Dispose();
    }

    private void BindCache(KvBuffers cache, int place, int rows)
    {
        if (_boundPlace == (cache.Version, place, rows)) return;
        foreach (var tensor in _boundCache) tensor.Dispose();
        _boundCache = cache.View(place, rows);
        for (var i = 0; i < _boundCache.Length; i++)
        {
            _binding.BindInput(_signature.Past[i], _boundCache[i]);
            _binding.BindOutput(_signature.Present[i], _boundCache[i]);
        }

        _boundPlace = (cache.Version, place, rows);
    }

    private void BindTokens(int rows, int tokens)
    {
        if (_bound == (rows, tokens, _scored)) return;
        _boundIds?.Dispose();
        _boundIds = _tensors.Ids(rows, tokens);
        _binding.BindInput(_signature.InputIds, _boundIds);
        if (_signature.PositionIds is not null)
        {
            _boundPositions?.Dispose();
            _boundPositions = _tensors.Positions(rows, tokens);
            _binding.BindInput(_signature.PositionIds, _boundPositions);
        }

        _boundLogits?.Dispose();
        _boundLogits = _tensors.Scores(rows, _scored);
        _binding.BindOutput(_signature.Logits, _boundLogits);
        _bound = (rows, tokens, _scored);
    }
}
