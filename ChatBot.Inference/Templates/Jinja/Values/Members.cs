using ChatBot.Inference.Templates.Jinja.Library;

namespace ChatBot.Inference.Templates.Jinja.Values;

/// <summary>Members, items and slices.</summary>
internal static class Members
{
    /// <summary><c>value.name</c>: a method where there is one, else an item.</summary>
    public static object? Attribute(object? owner, string name)
    {
        if (owner is Undefined undefined) throw undefined.Error();
        if (name.StartsWith('_')) return new Undefined($"access to attribute '{name}' of '{Value.TypeName(owner)}' object is unsafe.");
        if (owner is LoopState loop) return loop.Member(name);
        return Method(owner, name) is { } method ? method
            : TryItem(owner, name, out var value) ? value
            : Undefined.Member(owner, name);
    }

    /// <summary><c>value[key]</c>: an item where there is one, else a member.</summary>
    public static object? Item(object? owner, object? key)
    {
        if (owner is Undefined undefined) throw undefined.Error();
        if (TryItem(owner, key, out var value)) return value;
        if (owner is LoopState loop && key is string member) return loop.Member(member);
        return key is string name && !name.StartsWith('_') && Method(owner, name) is { } method ? method : Undefined.Member(owner, key);
    }

    /// <summary>A path such as <c>function.name</c> or <c>0.id</c>, as filters take it for <c>attribute</c>.</summary>
    public static object? Path(object? owner, object? path)
    {
        if (path is not string text) return path is null ? owner : Item(owner, path);
        foreach (var part in text.Split('.'))
        {
            owner = Item(owner, part.Length > 0 && part.All(char.IsAsciiDigit) && long.TryParse(part, out var index) ? index : part);
        }

        return owner;
    }

    public static object? Slice(RenderContext context, object? owner, object? from, object? to, object? by)
    {
        if (owner is Undefined undefined) throw undefined.Error();
        if (owner is not (string or IReadOnlyList<object?>)) return Undefined.Member(owner, "slice");
        var step = by is null ? 1 : Value.ToWhole(by, "step");
        if (step == 0) throw new TemplateException("slice step cannot be zero");
        var length = Value.Length(owner);
        var start = Bound(from, length, step, step > 0 ? 0 : length - 1);
        var stop = Bound(to, length, step, step > 0 ? length : -1);
        context.Budget.Produce(Math.Max(0, Math.Abs(stop - start)));
        if (owner is string text && step == 1 && !Text.HasSurrogates(text)) return start < stop ? text[(int)start..(int)stop] : "";

        var items = Value.Items(owner);
        var taken = new List<object?>();
        for (var i = start; step > 0 ? i < stop : i > stop; i += step) taken.Add(items[(int)i]);
        return owner switch
        {
            string => string.Concat(taken),
            TemplateTuple => new TemplateTuple(taken),
            _ => taken,
        };
    }

    private static long Bound(object? value, long length, long step, long missing)
    {
        if (value is null) return missing;
        var bound = Value.ToWhole(value, "slice index");
        if (bound < 0) bound += length;
        return Math.Clamp(bound, step > 0 ? 0 : -1, step > 0 ? length : length - 1);
    }

    private static bool TryItem(object? owner, object? key, out object? value)
    {
        value = null;
        switch (owner)
        {
            case TemplateDict dict:
                return key is not (TemplateDict or List<object?>) && dict.TryGet(key, out value);
            case TemplateNamespace names:
                return key is string name && names.Members.TryGetValue(name, out value);
            case string or IReadOnlyList<object?> when key is long or bool:
                var index = Value.ToWhole(key, "index");
                var length = Value.Length(owner);
                if (index < 0) index += length;
                if (index < 0 || index >= length) return false;
                value = owner switch
                {
                    IReadOnlyList<object?> list => list[(int)index],
                    string text when Text.HasSurrogates(text) => Value.Items(text)[(int)index],
                    _ => ((string)owner)[(int)index].ToString(),
                };
                return true;
            default:
                return false;
        }
    }

    private static TemplateFunction? Method(object? owner, string name) => owner switch
    {
        string text => StringMethods.Find(text, name),
        TemplateDict dict => ContainerMethods.Find(dict, name),
        IReadOnlyList<object?> list => ContainerMethods.Find(list, name),
        _ => null,
    };
}
