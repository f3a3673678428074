namespace ChatBot.Inference.Generation.Thinking;

/// <summary>Parts at a pair of marks, and leaves out what stands around the answer.</summary>
internal sealed class MarkSplitter(ThinkingFormat format, ThinkingStart start) : ThinkingSplitter
{
    private State _state = start switch
    {
        ThinkingStart.Inside => State.Opened,
        ThinkingStart.Amid => State.Thinking,
        ThinkingStart.Behind => State.Answering,
        _ => State.Beginning,
    };

    private readonly HashSet<string> _ends =
        [.. format.Answer.Where(marks => format.AnswerMarksAreTokens || start == ThinkingStart.Behind).Select(marks => marks.Closing)];

    private enum State
    {
        Beginning,
        Opened,
        Thinking,
        Closed,
        Answering,
        Ended,
    }

    /// <inheritdoc/>
    public override ThinkingPiece Append(string piece)
    {
        if (_state == State.Answering && _ends.Count == 0) return new("", piece);
        Held.Append(piece);
        var text = Take();
        return _state switch
        {
            State.Beginning => Begin(text),
            State.Closed => Answer(text),
            State.Answering or State.Ended => new("", Say(text)),
            _ => Think(text),
        };
    }

    /// <inheritdoc/>
    public override ThinkingPiece Flush()
    {
        var text = Take();
        return _state switch
        {
            State.Opened or State.Thinking => new(text.TrimEnd(), ""),
            State.Ended => default,
            State.Answering when _ends.Contains(text.Trim()) => default,
            _ => new("", text),
        };
    }

    private ThinkingPiece Begin(string text)
    {
        var words = text.AsSpan().TrimStart();
        if (words.StartsWith(format.Opening, StringComparison.Ordinal))
        {
            _state = State.Opened;
            return Think(words[format.Opening.Length..].ToString());
        }

        if (format.Opening.AsSpan().StartsWith(words, StringComparison.Ordinal)) return Hold(text);
        if (format.AnswerMarksAreTokens) return Answer(text);
        _state = State.Answering;
        return new("", text);
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
            var answer = Answer(text[(end + format.Closing.Length)..]);
            return answer with { Thought = text[..end].TrimEnd() };
        }

        // The space before the mark is no part of the thinking either.
        var certain = text.AsSpan(0, text.Length - Possible(text, format.Closing)).TrimEnd().Length;
        Held.Append(text, certain, text.Length - certain);
        return new(text[..certain], "");
    }

    /// <summary>The beginning of the answer, where a mark may stand before it.</summary>
    private ThinkingPiece Answer(string text)
    {
        var words = text.TrimStart();
        if (_state == State.Closed) text = words;
        if (words.Length == 0) return _state == State.Closed ? default : Hold(text);
        if (_state == State.Closed) _ends.UnionWith(format.Answer.Where(marks => marks.Opening.Length == 0).Select(marks => marks.Closing));
        var marks = format.Answer.Where(marks => marks.Opening.Length > 0).ToList();
        if (marks.Find(marks => words.StartsWith(marks.Opening, StringComparison.Ordinal)) is { } found)
        {
            _ends.Add(found.Closing);
            words = words[found.Opening.Length..].TrimStart();
            if (words.Length == 0)
            {
                // What stands in the marks begins with the next word.
                _state = State.Closed;
                return default;
            }

            text = words;
        }
        else if (marks.Exists(marks => marks.Opening.StartsWith(words, StringComparison.Ordinal)))
        {
            return Hold(text);
        }

        _state = State.Answering;
        return new("", Say(text));
    }

    /// <summary>What of the answer is certain: a mark at its very end is no part of it, and where marks are tokens, nothing behind them is.</summary>
    private string Say(string text)
    {
        if (_state == State.Ended || _ends.Count == 0) return _state == State.Ended ? "" : text;
        for (var at = 0; NextEnd(text, at) is var (start, length) && start >= 0; at = start + length)
        {
            var isOver = format.AnswerMarksAreTokens;
            if (!isOver && !text.AsSpan(start + length).IsWhiteSpace()) continue;
            var answer = text.AsSpan(0, start).TrimEnd().Length;
            if (!isOver) return Keep(text, answer);
            _state = State.Ended;
            return text[..answer];
        }

        return Keep(text, text.AsSpan(0, text.Length - _ends.Max(end => Possible(text, end))).TrimEnd().Length);
    }

    private (int Start, int Length) NextEnd(string text, int from)
    {
        var next = (Start: -1, Length: 0);
        foreach (var end in _ends)
        {
            var at = text.IndexOf(end, from, StringComparison.Ordinal);
            if (at >= 0 && (next.Start < 0 || at < next.Start)) next = (at, end.Length);
        }

        return next;
    }

    private string Keep(string text, int certain)
    {
        Held.Append(text, certain, text.Length - certain);
        return text[..certain];
    }

    private ThinkingPiece Hold(string text)
    {
        Held.Append(text);
        return default;
    }
}
