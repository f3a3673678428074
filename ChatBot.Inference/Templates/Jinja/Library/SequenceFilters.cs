using ChatBot.Inference.Templates.Jinja.Values;
using Text = ChatBot.Inference.Templates.Jinja.Values.Text;

namespace ChatBot.Inference.Templates.Jinja.Library;

/// <summary>Filters of lists and dicts.</summary>
internal static class SequenceFilters
{
    public static IEnumerable<KeyValuePair<string, Filter>> All { get; } = new Dictionary<string, Filter>
    {
        ["length"] = (_, value, _) => Value.Length(value),
        ["count"] = (_, value, _) => Value.Length(value),
        ["first"] = (_, value, _) => First(value),
        ["last"] = (_, value, _) => Value.Items(value) is [.., var last] ? last : new Undefined("No last item, sequence was empty."),
        ["list"] = (context, value, _) => Copy(context, Value.Items(value)),
        ["reverse"] = (context, value, _) => value is string text
            ? string.Concat(Value.Items(text).Reverse())
            : Iterator(context, Value.Items(value).Reverse()),
        ["join"] = Join,
        ["items"] = (context, value, _) => value switch
        {
            Undefined => new TemplateIterator([]),
            TemplateDict dict => Iterator(context, dict.Select(pair => new TemplateTuple([pair.Key, pair.Value]))),
            _ => throw new TemplateException("Can only get item pairs from a mapping."),
        },
        ["attr"] = (_, value, arguments) => value is TemplateDict dict
            ? ContainerMethods.Find(dict, arguments.RequireText(0, "name")) ?? (object)Undefined.Member(dict, arguments.Get(0, "name"))
            : Members.Attribute(value, arguments.RequireText(0, "name")),
        ["map"] = Map,
        ["select"] = (context, value, arguments) => Choose(context, value, arguments, byAttribute: false, wanted: true),
        ["reject"] = (context, value, arguments) => Choose(context, value, arguments, byAttribute: false, wanted: false),
        ["selectattr"] = (context, value, arguments) => Choose(context, value, arguments, byAttribute: true, wanted: true),
        ["rejectattr"] = (context, value, arguments) => Choose(context, value, arguments, byAttribute: true, wanted: false),
        ["sum"] = (context, value, arguments) => Value.Items(value).Aggregate(
            arguments.Get(1, "start", 0L),
            (total, item) => Operators.Binary(context, "+", total, Members.Path(item, arguments.Get(0, "attribute")))),
        ["batch"] = (context, value, arguments) => Batch(context, Value.Items(value), arguments),
        ["slice"] = (context, value, arguments) => Slices(context, Value.Items(value), arguments),
        ["sort"] = Ordering.Sort,
        ["dictsort"] = Ordering.SortDict,
        ["min"] = (_, value, arguments) => Ordering.Extreme(value, arguments, largest: false),
        ["max"] = (_, value, arguments) => Ordering.Extreme(value, arguments, largest: true),
        ["unique"] = Ordering.Unique,
        ["groupby"] = Ordering.GroupBy,
    };

    public static List<object?> Copy(RenderContext context, IEnumerable<object?> items)
    {
        List<object?> result = [.. items];
        context.Budget.Produce(4L * result.Count);
        return result;
    }

    public static TemplateIterator Iterator(RenderContext context, IEnumerable<object?> items) => new(Copy(context, items));

    private static object? First(object? value)
    {
        if (value is TemplateIterator iterator && iterator.TryNext(out var next)) return next;
        return Value.Items(value) is [var first, ..] ? first : new Undefined("No first item, sequence was empty.");
    }

    private static object Join(RenderContext context, object? value, CallArguments arguments)
    {
        var texts = new CallArguments();
        texts.Positional.Add(Copy(context, Value.Items(value).Select(item => Text.Str(Members.Path(item, arguments.Get(1, "attribute"))))));
        return StringMethods.Join(context, Text.Str(arguments.Get(0, "d", "")), texts);
    }

    private static TemplateIterator Map(RenderContext context, object? value, CallArguments arguments)
    {
        // As in Jinja2, whatever is false counts as empty here: none, too.
        if (!Value.IsTrue(value)) return new TemplateIterator([]);
        if (arguments.Positional.Count == 0 && arguments.TryGet(0, "attribute", out var attribute))
        {
            return Iterator(context, Value.Items(value).Select(item =>
                Members.Path(item, attribute) is var found && found is Undefined && arguments.Get(1, "default") is { } missing ? missing : found));
        }

        var name = arguments.RequireText(0, "filter");
        var rest = arguments.Skip(1);
        return Iterator(context, Value.Items(value).Select(item => Filters.Apply(context, name, item, rest)));
    }

    private static TemplateIterator Choose(RenderContext context, object? value, CallArguments arguments, bool byAttribute, bool wanted)
    {
        if (!Value.IsTrue(value)) return new TemplateIterator([]);
        var skip = byAttribute ? 1 : 0;
        var attribute = byAttribute ? arguments.Require(0, "attribute") : null;
        var test = arguments.Positional.Count > skip ? arguments.RequireText(skip, "test") : null;
        var rest = arguments.Skip(skip + 1);
        return Iterator(context, Value.Items(value).Where(item =>
        {
            context.Budget.Step();
            var operand = byAttribute ? Members.Path(item, attribute) : item;
            return (test is null ? Value.IsTrue(operand) : Tests.Holds(test, operand, rest)) == wanted;
        }));
    }

    private static TemplateIterator Batch(RenderContext context, IReadOnlyList<object?> items, CallArguments arguments)
    {
        var count = (int)Math.Clamp(arguments.Whole(0, "linecount", 1), 1, int.MaxValue);
        var result = new List<object?>();
        foreach (var chunk in items.Chunk(count))
        {
            List<object?> row = [.. chunk];
            if (row.Count < count && arguments.Get(1, "fill_with") is { } fill)
            {
                context.Budget.Produce(4L * count);
                row.AddRange(Enumerable.Repeat((object?)fill, count - row.Count));
            }

            result.Add(row);
        }

        return Iterator(context, result);
    }

    private static TemplateIterator Slices(RenderContext context, IReadOnlyList<object?> items, CallArguments arguments)
    {
        var count = (int)Math.Clamp(arguments.Whole(0, "slices", 1), 1, 10_000);
        var (each, longer) = (items.Count / count, items.Count % count);
        var result = new List<object?>();
        var at = 0;
        for (var i = 0; i < count; i++)
        {
            var length = each + (i < longer ? 1 : 0);
            List<object?> row = [.. items.Skip(at).Take(length)];
            at += length;
            if (i >= longer && arguments.Get(1, "fill_with") is { } fill) row.Add(fill);
            result.Add(row);
        }

        return Iterator(context, result);
    }
}
