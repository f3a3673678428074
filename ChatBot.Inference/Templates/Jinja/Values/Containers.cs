using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace ChatBot.Inference.Templates.Jinja.Values;

/// <summary>A tuple: a list that prints and compares as Python's.</summary>
internal sealed class TemplateTuple(IEnumerable<object?> items) : IReadOnlyList<object?>
{
    private readonly object?[] _items = [.. items];

    public int Count => _items.Length;

    public object? this[int index] => _items[index];

    public IEnumerator<object?> GetEnumerator() => ((IEnumerable<object?>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Whole numbers with a step, as <c>range</c> gives.</summary>
internal sealed class TemplateRange(long start, long stop, long step) : IReadOnlyList<object?>
{
    public int Count { get; } = Length(start, stop, step);

    public object? this[int index] => start + (index * step);

    public override string ToString() => step == 1 ? $"range({start}, {stop})" : $"range({start}, {stop}, {step})";

    public IEnumerator<object?> GetEnumerator()
    {
        for (var i = 0; i < Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static int Length(long start, long stop, long step)
    {
        const int Most = 100_000; // The limit of Jinja2's sandbox.
        if (step == 0) throw new TemplateException("range() arg 3 must not be zero");
        var distance = step > 0 ? (Int128)stop - start : (Int128)start - stop;
        var width = Int128.Abs(step);
        var count = distance <= 0 ? 0 : (distance + width - 1) / width;
        return count <= Most ? (int)count : throw new TemplateException($"Range too big. The sandbox blocks ranges larger than {Most}");
    }
}

/// <summary>
/// Items that can be had once, as Python's generators give them: most filters make them. It is true even when it is empty, and has
/// neither places nor equals.
/// </summary>
internal sealed class TemplateIterator(IReadOnlyList<object?> items)
{
    private int _at;

    /// <summary>How many items are left.</summary>
    public int Left => items.Count - _at;

    /// <summary>The next item; false at the end.</summary>
    public bool TryNext(out object? item)
    {
        item = _at < items.Count ? items[_at] : null;
        if (_at == items.Count) return false;
        _at++;
        return true;
    }

    /// <summary>All items that are left; none are afterwards.</summary>
    public IReadOnlyList<object?> Drain()
    {
        IReadOnlyList<object?> rest = _at == 0 ? items : [.. items.Skip(_at)];
        _at = items.Count;
        return rest;
    }
}

/// <summary>A dict: keys in order of insertion, equal when Python says so (1 and 1.0 and True are one key).</summary>
internal sealed class TemplateDict : IEnumerable<KeyValuePair<object?, object?>>
{
    private readonly List<KeyValuePair<object?, object?>> _pairs = [];
    private readonly Dictionary<Key, int> _places = [];

    public int Count => _pairs.Count;

    public IEnumerable<object?> Keys => _pairs.Select(pair => pair.Key);

    public IEnumerable<object?> Values => _pairs.Select(pair => pair.Value);

    public object? this[object? key]
    {
        set
        {
            var wrapped = new Key(key);
            if (_places.TryGetValue(wrapped, out var place))
            {
                _pairs[place] = new(_pairs[place].Key, value);
            }
            else
            {
                _places[wrapped] = _pairs.Count;
                _pairs.Add(new(key, value));
            }
        }
    }

    public bool TryGet(object? key, out object? value)
    {
        var found = _places.TryGetValue(new Key(key), out var place);
        value = found ? _pairs[place].Value : null;
        return found;
    }

    public bool Has(object? key) => _places.ContainsKey(new Key(key));

    public IEnumerator<KeyValuePair<object?, object?>> GetEnumerator() => _pairs.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private readonly struct Key(object? value) : IEquatable<Key>
    {
        private readonly object? _value = value;

        public bool Equals(Key other) => Value.AreEqual(_value, other._value);

        public override bool Equals([NotNullWhen(true)] object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode() => Value.Hash(_value);
    }
}

/// <summary>What <c>namespace()</c> makes: the one thing whose members a template may set.</summary>
internal sealed class TemplateNamespace
{
    public Dictionary<string, object?> Members { get; } = new(StringComparer.Ordinal);

    public TemplateDict ToDict()
    {
        var dict = new TemplateDict();
        foreach (var (name, value) in Members) dict[name] = value;
        return dict;
    }
}

/// <summary>Something that can be called: a global, a method, a macro.</summary>
internal sealed class TemplateFunction(string name, Func<RenderContext, CallArguments, object?> call)
{
    public string Name { get; } = name;

    public object? Call(RenderContext context, CallArguments arguments) => call(context, arguments);
}
