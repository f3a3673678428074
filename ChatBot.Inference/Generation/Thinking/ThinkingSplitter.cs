using System.Text;

namespace ChatBot.Inference.Generation.Thinking;

/// <summary>A piece of a model's text.</summary>
/// <param name="Thought">What the model thinks, without its marks and the space around.</param>
/// <param name="Text">What it answers.</param>
internal readonly record struct ThinkingPiece(string Thought, string Text);

/// <summary>
/// Parts a streamed text into what the model thinks first and what it answers, wherever the pieces are cut. Only at the beginning: marks in the answer
/// itself are text. A text without marks passes unchanged. Not thread-safe: one a running answer.
/// </summary>
internal abstract class ThinkingSplitter
{
    /// <summary>What is not certain yet.</summary>
    protected StringBuilder Held { get; } = new();

    /// <summary>Makes the splitter of a format.</summary>
    public static ThinkingSplitter Create(ThinkingFormat format, ThinkingStart start) =>
        format.IsHarmony ? new HarmonySplitter(start) : new MarkSplitter(format, start);

    /// <summary>Adds a piece of text.</summary>
    /// <returns>What can be shown now: what may still become a mark is held back.</returns>
    public abstract ThinkingPiece Append(string piece);

    /// <summary>Ends the text.</summary>
    /// <returns>What was held back.</returns>
    public abstract ThinkingPiece Flush();

    /// <summary>How much at the end of a text may become a mark.</summary>
    protected static int Possible(ReadOnlySpan<char> text, string mark)
    {
        for (var length = Math.Min(mark.Length - 1, text.Length); length > 0; length--)
        {
            if (text.EndsWith(mark.AsSpan(0, length), StringComparison.Ordinal)) return length;
        }

        return 0;
    }

    /// <summary>Takes all that is held.</summary>
    protected string Take()
    {
        var text = Held.ToString();
        Held.Clear();
        return text;
    }
}

/// <summary>Parts at a pair of marks.</summary>
internal sealed class MarkSplitter(ThinkingFormat format, ThinkingStart start) : ThinkingSplitter
{
    private State _state = start switch
    {
        ThinkingStart.Inside => State.Opened,
        ThinkingStart.Amid => State.Thinking,
        ThinkingStart.Behind => State.Answering,
        _ => State.Beginning,
    };

    private enum State
    {
        Beginning,
        Opened,
        Thinking,
        Closed,
        Answering,
    }

    /// <inheritdoc/>
    public override ThinkingPiece Append(string piece)
    {
        if (_state == State.Answering) return new("", piece);
        Held.Append(piece);
        var text = Take();
        if (_state == State.Beginning)
        {
            var words = text.AsSpan().TrimStart();
            if (words.StartsWith(format.Opening, StringComparison.Ordinal))
            {
                text = words[format.Opening.Length..].ToString();
                _state = State.Opened;
            }
            else if (format.Opening.AsSpan().StartsWith(words, StringComparison.Ordinal))
            {
                return Hold(text);
            }
            else
            {
                _state = State.Answering;
                return new("", text);
            }
        }

        return _state == State.Closed ? Answer("", text) : Think(text);
    }

    /// <inheritdoc/>
    public override ThinkingPiece Flush()
    {
        var text = Take();
        return _state switch
        {
            State.Opened or State.Thinking => new(text.TrimEnd(), ""),
            State.Closed => default,
            _ => new("", text),
        };
    }

    private ThinkingPiece Think(string text)
    {
        if (_state == State.Opened)
        {
            text = text.TrimStart();
            if (text.Length == 0) return default;
            _state = State.Thinking;
        }

        var end = text.IndexOf(format.Closing, StringComparison.Ordinal);
        if (end >= 0)
        {
            _state = State.Closed;
            return Answer(text[..end].TrimEnd(), text[(end + format.Closing.Length)..]);
        }

        // The space before the mark is no part of the thinking either.
        var certain = text.AsSpan(0, text.Length - Possible(text, format.Closing)).TrimEnd().Length;
        Held.Append(text, certain, text.Length - certain);
        return new(text[..certain], "");
    }

    private ThinkingPiece Answer(string thought, string text)
    {
        text = text.TrimStart();
        if (text.Length > 0) _state = State.Answering;
        return new(thought, text);
    }

    private ThinkingPiece Hold(string text)
    {
        Held.Append(text);
        return default;
    }
}

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
