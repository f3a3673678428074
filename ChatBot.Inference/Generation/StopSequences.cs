using System.Text;

namespace ChatBot.Inference.Generation;

/// <summary>
/// Ends a streamed text at the first of some strings, which is never shown, wherever the pieces are cut. Comparison is ordinal. Where several
/// strings match, the one that starts first ends the text. Not thread-safe: one a running answer.
/// </summary>
internal sealed class StopSequences
{
    private readonly string[] _stops;
    private readonly StringBuilder _held = new();

    /// <param name="stops">Empty strings are ignored, and null.</param>
    public StopSequences(IEnumerable<string?> stops) => _stops = [.. stops.OfType<string>().Where(stop => stop.Length > 0)];

    /// <summary>Whether a stop string was met; the text is then over.</summary>
    public bool Stopped { get; private set; }

    /// <summary>Adds a piece of text.</summary>
    /// <returns>What can be shown now: a suffix that may still become a stop string is held back.</returns>
    public string Append(string piece)
    {
        if (_stops.Length == 0 || Stopped) return Stopped ? "" : piece;
        _held.Append(piece);
        var text = _held.ToString();
        _held.Clear();

        var end = -1;
        foreach (var stop in _stops)
        {
            var at = text.IndexOf(stop, StringComparison.Ordinal);
            if (at >= 0 && (end < 0 || at < end)) end = at;
        }

        var certain = FirstPossibleStart(text);
        if (end >= 0 && end <= certain)
        {
            Stopped = true;
            return text[..end];
        }

        _held.Append(text, certain, text.Length - certain);
        return text[..certain];
    }

    /// <summary>Ends the text.</summary>
    /// <returns>What was held back: no more text will make it a stop string, unless it already has one in it.</returns>
    public string Flush()
    {
        var text = _held.ToString();
        _held.Clear();
        var end = _stops.Select(stop => text.IndexOf(stop, StringComparison.Ordinal)).Where(at => at >= 0).DefaultIfEmpty(-1).Min();
        if (Stopped || end < 0) return Stopped ? "" : text;
        Stopped = true;
        return text[..end];
    }

    /// <summary>Where the first suffix starts that is the beginning, but not the whole, of a stop string; else the text's length.</summary>
    private int FirstPossibleStart(string text)
    {
        var longest = 0;
        foreach (var stop in _stops)
        {
            for (var length = Math.Min(stop.Length - 1, text.Length); length > longest; length--)
            {
                if (text.AsSpan(text.Length - length).SequenceEqual(stop.AsSpan(0, length))) longest = length;
            }
        }

        return text.Length - longest;
    }
}
