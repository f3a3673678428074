using System.Globalization;

namespace ChatBot.Inference.Templates.Jinja.Values;

/// <summary>
/// The values of a template and what Python does with them. They are null for none, bool, long, double, string,
/// <see cref="IReadOnlyList{T}"/> of values (lists, tuples, ranges), <see cref="TemplateIterator"/>, <see cref="TemplateDict"/>,
/// <see cref="TemplateNamespace"/>, <see cref="TemplateFunction"/> and <see cref="Undefined"/>.
/// </summary>
internal static class Value
{
    public static bool IsTrue(object? value) => value switch
    {
        null or Undefined => false,
        bool flag => flag,
        long whole => whole != 0,
        double number => number != 0,
        string text => text.Length > 0,
        TemplateDict dict => dict.Count > 0,
        IReadOnlyList<object?> list => list.Count > 0,
        _ => true,
    };

    public static string TypeName(object? value) => value switch
    {
        null => "NoneType",
        bool => "bool",
        long => "int",
        double => "float",
        string => "str",
        TemplateTuple => "tuple",
        TemplateRange => "range",
        IReadOnlyList<object?> => "list",
        TemplateDict => "dict",
        TemplateNamespace => "Namespace",
        TemplateIterator => "generator",
        Undefined => "Undefined",
        _ => "function",
    };

    /// <summary>A number as Python computes with it: true and false are 1 and 0.</summary>
    public static bool TryNumber(object? value, out double number, out long whole, out bool isWhole)
    {
        isWhole = value is bool or long;
        whole = value switch
        {
            bool flag => flag ? 1 : 0,
            long l => l,
            _ => 0,
        };
        number = value is double d ? d : whole;
        return isWhole || value is double;
    }

    public static long ToWhole(object? value, string what) => TryNumber(value, out _, out var whole, out var isWhole) && isWhole
        ? whole
        : throw (value is Undefined undefined
            ? undefined.Error()
            : new TemplateException($"'{what}' must be a whole number, not {TypeName(value)}"));

    public static bool AreEqual(object? left, object? right)
    {
        RenderBudget.Visit();
        if (TryNumber(left, out var a, out var i, out var aWhole) && TryNumber(right, out var b, out var j, out var bWhole))
        {
            return aWhole && bWhole ? i == j : a == b;
        }

        return (left, right) switch
        {
            (null, null) or (Undefined, Undefined) => true,
            (string x, string y) => AreSame(x, y),
            (TemplateDict x, TemplateDict y) => x.Count == y.Count
                && x.All(pair => y.TryGet(pair.Key, out var other) && AreEqual(pair.Value, other)),
            (IReadOnlyList<object?> x, IReadOnlyList<object?> y) => TypeName(x) == TypeName(y) && x.Count == y.Count
                && x.Zip(y).All(pair => AreEqual(pair.First, pair.Second)),
            _ => ReferenceEquals(left, right),
        };
    }

    /// <summary>A hash that agrees with <see cref="AreEqual"/>.</summary>
    public static int Hash(object? value)
    {
        RenderBudget.Visit();
        if (TryNumber(value, out var number, out _, out _)) return number.GetHashCode();
        return value switch
        {
            null => 0,
            Undefined => 1,
            string text => string.GetHashCode(text, StringComparison.Ordinal),
            TemplateTuple tuple => tuple.Aggregate(17, (hash, item) => HashCode.Combine(hash, Hash(item))),
            TemplateDict or IReadOnlyList<object?> => throw new TemplateException($"unhashable type: '{TypeName(value)}'"),
            _ => value.GetHashCode(),
        };
    }

    /// <summary>Python's order: negative, zero or positive.</summary>
    public static int Compare(object? left, object? right, string sign = "<")
    {
        RenderBudget.Visit();
        if (TryNumber(left, out var a, out var i, out var aWhole) && TryNumber(right, out var b, out var j, out var bWhole))
        {
            return aWhole && bWhole ? i.CompareTo(j) : a.CompareTo(b);
        }

        if (left is Undefined missing) throw missing.Error();
        if (right is Undefined undefined) throw undefined.Error();
        switch (left, right)
        {
            case (string x, string y):
                return string.CompareOrdinal(x, y);
            case (IReadOnlyList<object?> x, IReadOnlyList<object?> y) when TypeName(x) == TypeName(y):
                foreach (var (first, second) in x.Zip(y))
                {
                    if (!AreEqual(first, second)) return Compare(first, second, sign);
                }

                return x.Count.CompareTo(y.Count);
            default:
                throw new TemplateException(
                    $"'{sign}' not supported between instances of '{TypeName(left)}' and '{TypeName(right)}'");
        }
    }

    /// <summary>Whether a container has an item, a dict a key, a text a part.</summary>
    public static bool Contains(object? container, object? item) => container switch
    {
        Undefined => false,
        string text => item is string part
            ? Has(text, part)
            : throw new TemplateException($"'in <string>' requires string as left operand, not {TypeName(item)}"),
        TemplateDict dict => dict.Has(item),
        IReadOnlyList<object?> list => list.Any(other => AreEqual(other, item)),
        TemplateIterator iterator => Seek(iterator, item),
        _ => throw new TemplateException($"argument of type '{TypeName(container)}' is not iterable"),
    };

    /// <summary>The items of a list, the keys of a dict, the characters of a text.</summary>
    public static IReadOnlyList<object?> Items(object? value) => value switch
    {
        IReadOnlyList<object?> list => list,
        TemplateIterator iterator => iterator.Drain(),
        TemplateDict dict => [.. dict.Keys],
        string text => Characters(text),
        Undefined => [],
        _ => throw new TemplateException($"'{TypeName(value)}' object is not iterable"),
    };

    public static long Length(object? value) => value switch
    {
        string text => Text.Length(text),
        TemplateDict dict => dict.Count,
        IReadOnlyList<object?> list => list.Count,
        TemplateIterator iterator => iterator.Left,
        Undefined => 0,
        _ => throw new TemplateException($"object of type '{TypeName(value)}' has no len()"),
    };

    public static string Invariant(long whole) => whole.ToString(CultureInfo.InvariantCulture);

    private static List<object?> Characters(string text)
    {
        RenderBudget.Scan(text.Length, copies: true);
        return [.. text.EnumerateRunes().Select(rune => rune.ToString())];
    }

    private static bool AreSame(string left, string right)
    {
        if (left.Length != right.Length) return false;
        RenderBudget.Scan(left.Length);
        return string.Equals(left, right, StringComparison.Ordinal);
    }

    private static bool Has(string text, string part)
    {
        RenderBudget.Scan(text.Length);
        return text.Contains(part, StringComparison.Ordinal);
    }

    private static bool Seek(TemplateIterator iterator, object? wanted)
    {
        while (iterator.TryNext(out var item))
        {
            if (AreEqual(item, wanted)) return true;
        }

        return false;
    }
}
