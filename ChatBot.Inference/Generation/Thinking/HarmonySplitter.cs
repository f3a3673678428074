using System.Text;

namespace ChatBot.Inference.Generation.Thinking;

/// <summary>Parts at Harmony's channels: <c>analysis</c> is thinking, every other is the answer.</summary>
internal sealed class HarmonySplitter(ThinkingStart start) : ThinkingSplitter
{
    private static readonly string[] Ends = [ThinkingFormat.End, ThinkingFormat.Start, ThinkingFormat.Channel];
    private bool _isHead = start == ThinkingStart.Open;
    private bool _isThought = start is ThinkingStart.Inside or ThinkingStart.Amid;
    private bool _anyThought;
    private bool _anyText;

    /// <inheritdoc/>
    public override ThinkingPiece Append(string piece)
    {
        Held.Append(piece);
        var (thought, text) = (new StringBuilder(), new StringBuilder());
        while (Held.Length > 0)
        {
            if (_isHead ? !ReadHead() : !ReadBody(thought, text)) break;
        }

        return new(thought.ToString(), text.ToString());
    }

    /// <inheritdoc/>
    public override ThinkingPiece Flush()
    {
        // A head that never ended is no part of an answer, but a text that never had one is.
        var text = Take();
        if (_isHead) return text.Contains("<|", StringComparison.Ordinal) ? default : new("", text);
        return _isThought ? new(text, "") : new("", text);
    }

    private bool ReadHead()
    {
        var text = Held.ToString();
        var end = text.IndexOf(ThinkingFormat.Message, StringComparison.Ordinal);
        if (end < 0)
        {
            if (_anyText || _anyThought || text.AsSpan().TrimStart() is [] or ['<', ..]) return false;

            // No channel at all: the model answers as others do.
            (_isHead, _isThought) = (false, false);
            return true;
        }

        var name = text.IndexOf(ThinkingFormat.Channel, StringComparison.Ordinal);
        _isThought = name >= 0 && text.AsSpan(name + ThinkingFormat.Channel.Length).TrimStart().StartsWith("analysis", StringComparison.Ordinal);
        Held.Remove(0, end + ThinkingFormat.Message.Length);
        _isHead = false;

        // Parts of one kind are paragraphs of one text.
        if (_isThought ? _anyThought : _anyText) Held.Insert(0, "\n\n");
        return true;
    }

    private bool ReadBody(StringBuilder thought, StringBuilder text)
    {
        var body = Held.ToString();
        var ends = Ends.Select(mark => (At: body.IndexOf(mark, StringComparison.Ordinal), mark)).Where(end => end.At >= 0).ToList();
        var (certain, next) = ends.Count > 0
            ? (ends.Min(end => end.At), true)
            : (body.Length - Ends.Max(mark => Possible(body, mark)), false);
        (_isThought ? thought : text).Append(body, 0, certain);
        _anyThought |= _isThought && certain > 0;
        _anyText |= !_isThought && certain > 0;
        Held.Remove(0, certain);
        _isHead = next;
        return next;
    }
}
