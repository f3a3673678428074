using ChatBot.Inference.Templates.Jinja.Values;

namespace ChatBot.Inference.Templates.Jinja.Nodes;

/// <summary>Something with a value. Immutable: one template renders on any number of threads.</summary>
internal abstract class Expression
{
    /// <summary>The value, with the step counted.</summary>
    public object? Evaluate(RenderContext context)
    {
        context.Budget.Step();
        return Compute(context);
    }

    protected abstract object? Compute(RenderContext context);
}

/// <summary>A number, a text, true, false or none.</summary>
internal sealed class Constant(object? value) : Expression
{
    protected override object? Compute(RenderContext context) => value;
}

/// <summary>A variable.</summary>
internal sealed class Variable(string name) : Expression
{
    public string Name { get; } = name;

    protected override object? Compute(RenderContext context) => context.Find(Name);
}

/// <summary>A list or a tuple.</summary>
internal sealed class Listing(IReadOnlyList<Expression> items, bool isTuple) : Expression
{
    public IReadOnlyList<Expression> Items { get; } = items;

    public bool IsTuple { get; } = isTuple;

    protected override object? Compute(RenderContext context)
    {
        context.Budget.Produce(4L * Items.Count);
        var values = Items.Select(item => item.Evaluate(context));
        return IsTuple ? new TemplateTuple(values) : (List<object?>)[.. values];
    }
}

/// <summary>A dict.</summary>
internal sealed class Mapping(IReadOnlyList<(Expression Key, Expression Value)> pairs) : Expression
{
    protected override object? Compute(RenderContext context)
    {
        context.Budget.Produce(8L * pairs.Count);
        var dict = new TemplateDict();
        foreach (var (key, value) in pairs) dict[key.Evaluate(context)] = value.Evaluate(context);
        return dict;
    }
}

/// <summary><c>then if condition else otherwise</c>.</summary>
internal sealed class Conditional(Expression condition, Expression then, Expression? otherwise) : Expression
{
    protected override object? Compute(RenderContext context) =>
        Value.IsTrue(condition.Evaluate(context)) ? then.Evaluate(context)
        : otherwise is not null ? otherwise.Evaluate(context)
        : new Undefined("the inline if-expression evaluated to false and no else section was defined.");
}
