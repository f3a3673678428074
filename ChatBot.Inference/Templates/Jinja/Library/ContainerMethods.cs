using ChatBot.Inference.Templates.Jinja.Values;

namespace ChatBot.Inference.Templates.Jinja.Library;

/// <summary>Python's methods of lists and dicts, as far as they change nothing: the sandbox of chat templates is immutable.</summary>
internal static class ContainerMethods
{
    private static readonly HashSet<string> Changing =
        ["append", "clear", "extend", "insert", "pop", "popitem", "remove", "reverse", "setdefault", "sort", "update"];

    public static TemplateFunction? Find(TemplateDict dict, string name) => name switch
    {
        "get" => new TemplateFunction(name, (_, arguments) =>
            dict.TryGet(arguments.Require(0, "key"), out var value) ? value : arguments.Get(1, "default")),
        "items" => new TemplateFunction(name, (context, _) =>
        {
            context.Budget.Produce(8L * dict.Count);
            return (List<object?>)[.. dict.Select(pair => new TemplateTuple([pair.Key, pair.Value]))];
        }),
        "keys" => new TemplateFunction(name, (context, _) => Copy(context, dict.Keys, dict.Count)),
        "values" => new TemplateFunction(name, (context, _) => Copy(context, dict.Values, dict.Count)),
        "copy" => new TemplateFunction(name, (_, _) => dict),
        _ => Unsafe("dict", name),
    };

    public static TemplateFunction? Find(IReadOnlyList<object?> list, string name) => name switch
    {
        "count" => new TemplateFunction(name, (_, arguments) => (long)list.Count(item => Value.AreEqual(item, arguments.Require(0, "value")))),
        "index" => new TemplateFunction(name, (_, arguments) =>
        {
            var from = Bound(arguments.Whole(1, "start", 0));
            var to = Math.Min(list.Count, Bound(arguments.Whole(2, "stop", list.Count)));
            for (var i = (int)Math.Min(from, to); i < to; i++)
            {
                if (Value.AreEqual(list[i], arguments.Require(0, "value"))) return (long)i;
            }

            throw new TemplateException("the list has no such item");

            long Bound(long place) => place < 0 ? Math.Max(0, place + list.Count) : place;
        }),
        "copy" when list is List<object?> => new TemplateFunction(name, (_, _) => list),
        _ => list is List<object?> ? Unsafe("list", name) : null,
    };

    private static List<object?> Copy(RenderContext context, IEnumerable<object?> items, int count)
    {
        context.Budget.Produce(4L * count);
        return [.. items];
    }

    private static TemplateFunction? Unsafe(string type, string name) => Changing.Contains(name)
        ? new TemplateFunction(name, (_, _) => throw new TemplateException($"'{type}.{name}' would change a value, which a template may not do"))
        : null;
}
