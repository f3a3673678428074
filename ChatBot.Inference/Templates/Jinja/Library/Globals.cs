using ChatBot.Inference.Templates.Jinja.Values;

namespace ChatBot.Inference.Templates.Jinja.Library;

/// <summary>The functions that every chat template can call.</summary>
internal static class Globals
{
    /// <summary>Fresh variables with all functions in them.</summary>
    public static Scope Create()
    {
        var scope = new Scope(null);
        Add("range", (context, arguments) =>
        {
            var range = arguments.Positional.Count switch
            {
                1 => new TemplateRange(0, arguments.Whole(0, "stop", 0), 1),
                2 or 3 => new TemplateRange(arguments.Whole(0, "start", 0), arguments.Whole(1, "stop", 0), arguments.Whole(2, "step", 1)),
                _ => throw new TemplateException("range expects 1 to 3 arguments"),
            };
            context.Budget.Produce(range.Count);
            return range;
        });
        Add("dict", (_, arguments) => Fill(new TemplateDict(), arguments));
        Add("namespace", (_, arguments) =>
        {
            var result = new TemplateNamespace();
            foreach (var (key, value) in Fill(new TemplateDict(), arguments)) result.Members[Text.Str(key)] = value;
            return result;
        });
        Add("raise_exception", (_, arguments) =>
            throw new TemplateException(Text.Str(arguments.Require(0, "message"))) { IsRefusal = true });
        Add("strftime_now", (context, arguments) => Strftime.Format(context.Time.GetLocalNow(), arguments.RequireText(0, "format")));
        Add("lipsum", (_, _) => throw new TemplateException("lipsum() would make another prompt each time, which a chat cannot go on from"));
        Add("joiner", (_, arguments) => Joiner(arguments.Get(0, "sep") as string ?? ", "));
        Add("cycler", (_, arguments) => Cycler([.. arguments.Positional]));
        return scope;

        void Add(string name, Func<RenderContext, CallArguments, object?> call) => scope.Set(name, new TemplateFunction(name, call));
    }

    private static TemplateDict Fill(TemplateDict result, CallArguments arguments)
    {
        foreach (var source in arguments.Positional)
        {
            if (source is TemplateDict dict)
            {
                foreach (var (key, value) in dict) result[key] = value;
                continue;
            }

            foreach (var item in Value.Items(source))
            {
                if (Value.Items(item) is not [var key, var value]) throw new TemplateException("dict() expects pairs");
                result[key] = value;
            }
        }

        foreach (var (key, value) in arguments.Named) result[key] = value;
        return result;
    }

    private static TemplateFunction Joiner(string separator)
    {
        var used = false;
        return new TemplateFunction("joiner", (_, _) =>
        {
            var result = used ? separator : "";
            used = true;
            return result;
        });
    }

    private static TemplateNamespace Cycler(object?[] items)
    {
        if (items.Length == 0) throw new TemplateException("at least one item has to be provided");
        var position = 0;
        var cycler = new TemplateNamespace();
        cycler.Members["current"] = items[0];
        cycler.Members["next"] = new TemplateFunction("next", (_, _) =>
        {
            var current = items[position];
            position = (position + 1) % items.Length;
            cycler.Members["current"] = items[position];
            return current;
        });
        cycler.Members["reset"] = new TemplateFunction("reset", (_, _) =>
        {
            position = 0;
            cycler.Members["current"] = items[0];
            return null;
        });
        return cycler;
    }
}
