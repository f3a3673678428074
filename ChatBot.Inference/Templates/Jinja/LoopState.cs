using ChatBot.Inference.Templates.Jinja.Values;

namespace ChatBot.Inference.Templates.Jinja;

/// <summary>The <c>loop</c> variable.</summary>
/// <param name="items">What the loop runs over.</param>
/// <param name="depth">0 for the outermost loop of a recursion.</param>
/// <param name="recurse">Runs the loop's body over other items; null when the loop is not recursive.</param>
internal sealed class LoopState(IReadOnlyList<object?> items, int depth, Func<object?, int, string>? recurse)
{
    private object?[]? _lastChanged;

    /// <summary>The present place, from 0.</summary>
    public int Index { get; set; }

    /// <summary>A member of the variable.</summary>
    public object? Member(string name) => name switch
    {
        "index" => Index + 1L,
        "index0" => (long)Index,
        "revindex" => (long)items.Count - Index,
        "revindex0" => items.Count - Index - 1L,
        "first" => Index == 0,
        "last" => Index == items.Count - 1,
        "length" => (long)items.Count,
        "depth" => depth + 1L,
        "depth0" => (long)depth,
        "previtem" => Index > 0 ? items[Index - 1] : new Undefined("there is no previous item"),
        "nextitem" => Index + 1 < items.Count ? items[Index + 1] : new Undefined("there is no next item"),
        "cycle" => new TemplateFunction("cycle", (_, arguments) => arguments.Positional.Count > 0
            ? arguments.Positional[Index % arguments.Positional.Count]
            : throw new TemplateException("no items for cycling given")),
        "changed" => new TemplateFunction("changed", (_, arguments) => Changed([.. arguments.Positional])),
        _ => Undefined.Member(this, name),
    };

    /// <summary><c>loop(items)</c>: the body again, for items of items.</summary>
    public string Call(CallArguments arguments) => recurse is null
        ? throw new TemplateException("The loop must have the 'recursive' marker to be called recursively.")
        : recurse(arguments.Require(0, "iterable"), depth + 1);

    private bool Changed(object?[] values)
    {
        var changed = _lastChanged is null || !Value.AreEqual(new TemplateTuple(_lastChanged), new TemplateTuple(values));
        _lastChanged = values;
        return changed;
    }
}
