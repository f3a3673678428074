using ChatBot.Inference.Templates.Jinja.Values;

namespace ChatBot.Inference.Templates.Jinja.Library;

/// <summary>Filters that compare: by default without regard to case, and keeping the order of equal items.</summary>
internal static class Ordering
{
    private static readonly Comparer<object?> Order = Comparer<object?>.Create((left, right) => Value.AreEqual(left, right) ? 0 : Value.Compare(left, right));

    public static object Sort(RenderContext context, object? value, CallArguments arguments)
    {
        var caseSensitive = arguments.Flag(1, "case_sensitive");
        var key = arguments.Get(2, "attribute") is string text && text.Contains(',')
            ? KeyOfSeveral(text.Split(','), caseSensitive)
            : Key(arguments.Get(2, "attribute"), caseSensitive);
        var items = Ordered(Value.Items(value), key, arguments.Flag(0, "reverse"));
        return SequenceFilters.Copy(context, items);
    }

    public static object SortDict(RenderContext context, object? value, CallArguments arguments)
    {
        if (value is not TemplateDict dict) throw new TemplateException("dictsort needs a dict");
        var place = (arguments.Get(1, "by") as string ?? "key") switch
        {
            "key" => 0L,
            "value" => 1L,
            _ => throw new TemplateException("You can only sort by either \"key\" or \"value\""),
        };
        var pairs = dict.Select(pair => (object?)new TemplateTuple([pair.Key, pair.Value])).ToList();
        return SequenceFilters.Copy(context, Ordered(pairs, Key(place, arguments.Flag(0, "case_sensitive")), arguments.Flag(2, "reverse")));
    }

    public static object? Extreme(object? value, CallArguments arguments, bool largest)
    {
        var items = Value.Items(value);
        if (items.Count == 0) return new Undefined("No aggregated item, sequence was empty.");
        var key = Key(arguments.Get(1, "attribute"), arguments.Flag(0, "case_sensitive"));
        return largest ? items.MaxBy(key, Order) : items.MinBy(key, Order);
    }

    public static TemplateIterator Unique(RenderContext context, object? value, CallArguments arguments)
    {
        var key = Key(arguments.Get(1, "attribute"), arguments.Flag(0, "case_sensitive"));
        var seen = new TemplateDict();
        return SequenceFilters.Iterator(context, Value.Items(value).Where(item =>
        {
            var mark = key(item);
            if (seen.Has(mark)) return false;
            seen[mark] = true;
            return true;
        }));
    }

    public static object GroupBy(RenderContext context, object? value, CallArguments arguments)
    {
        var attribute = arguments.Require(0, "attribute");
        var missing = arguments.Get(1, "default");
        var key = Key(attribute, arguments.Flag(2, "case_sensitive"), missing);
        var groups = new List<object?>();
        List<object?>? members = null;
        object? last = null;
        foreach (var item in Ordered(Value.Items(value), key, reverse: false))
        {
            if (members is null || !Value.AreEqual(last, key(item)))
            {
                last = key(item);
                members = [];
                var name = Members.Path(item, attribute);
                groups.Add(new TemplateTuple([name is Undefined && missing is not null ? missing : name, members]));
            }

            members.Add(item);
        }

        return SequenceFilters.Copy(context, groups);
    }

    /// <summary>The pairs of a dict in the order of their keys.</summary>
    public static IEnumerable<KeyValuePair<object?, object?>> ByKey(TemplateDict dict) => dict.OrderBy(pair => pair.Key, Order);

    private static IEnumerable<object?> Ordered(IReadOnlyList<object?> items, Func<object?, object?> key, bool reverse) =>
        reverse ? items.OrderByDescending(key, Order) : items.OrderBy(key, Order);

    private static Func<object?, object?> KeyOfSeveral(string[] attributes, bool caseSensitive)
    {
        var keys = attributes.Select(attribute => Key(attribute, caseSensitive)).ToArray();
        return item => new TemplateTuple(keys.Select(key => key(item)));
    }

    private static Func<object?, object?> Key(object? attribute, bool caseSensitive, object? missing = null) => item =>
    {
        var value = Members.Path(item, attribute);
        if (value is Undefined && missing is not null) value = missing;
        return !caseSensitive && value is string text ? text.ToLowerInvariant() : value;
    };
}
