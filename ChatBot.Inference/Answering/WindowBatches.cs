namespace ChatBot.Inference.Answering;

/// <summary>Groups windows into runs of the graph. Immutable and thread-safe.</summary>
/// <param name="mostWindows">The most windows of a run.</param>
/// <param name="mostTokens">The most tokens of a run, padding included; a single window may have more.</param>
internal sealed class WindowBatches(int mostWindows, int mostTokens)
{
    /// <summary>The windows' indices, those of equal length together so that little is padded, the longest first.</summary>
    /// <param name="windows">The windows.</param>
    /// <param name="framing">Tokens that each has beside its own.</param>
    public IEnumerable<IReadOnlyList<int>> Of(IReadOnlyList<Window> windows, int framing)
    {
        List<int> batch = [];
        var length = 0;
        foreach (var index in Enumerable.Range(0, windows.Count).OrderByDescending(i => windows[i].Length))
        {
            if (batch.Count == mostWindows || (batch.Count + 1) * length > mostTokens)
            {
                if (batch.Count > 0) yield return batch;
                batch = [];
            }

            if (batch.Count == 0) length = windows[index].Length + framing;
            batch.Add(index);
        }

        if (batch.Count > 0) yield return batch;
    }
}
