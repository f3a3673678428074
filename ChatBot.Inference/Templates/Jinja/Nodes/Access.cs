using ChatBot.Inference.Templates.Jinja.Library;
using ChatBot.Inference.Templates.Jinja.Values;

namespace ChatBot.Inference.Templates.Jinja.Nodes;

/// <summary><c>owner.name</c></summary>
internal sealed class AttributeAccess(Expression owner, string name) : Expression
{
    protected override object? Compute(RenderContext context) => Members.Attribute(owner.Evaluate(context), name);
}

/// <summary><c>owner[key]</c></summary>
internal sealed class ItemAccess(Expression owner, Expression key) : Expression
{
    protected override object? Compute(RenderContext context) => Members.Item(owner.Evaluate(context), key.Evaluate(context));
}

/// <summary><c>owner[from:to:by]</c></summary>
internal sealed class SliceAccess(Expression owner, Expression? from, Expression? to, Expression? by) : Expression
{
    protected override object? Compute(RenderContext context) => Members.Slice(
        context, owner.Evaluate(context), from?.Evaluate(context), to?.Evaluate(context), by?.Evaluate(context));
}

/// <summary>The arguments of a call as they are written.</summary>
internal sealed class ArgumentList
{
    public List<Expression> Positional { get; } = [];

    public List<(string Name, Expression Value)> Named { get; } = [];

    /// <summary><c>*list</c></summary>
    public Expression? MorePositional { get; set; }

    /// <summary><c>**dict</c></summary>
    public Expression? MoreNamed { get; set; }

    public CallArguments Evaluate(RenderContext context)
    {
        var arguments = new CallArguments();
        foreach (var expression in Positional) arguments.Positional.Add(expression.Evaluate(context));
        if (MorePositional is not null) arguments.Positional.AddRange(Value.Items(MorePositional.Evaluate(context)));
        foreach (var (name, expression) in Named) arguments.Named.Add(new(name, expression.Evaluate(context)));
        if (MoreNamed is null) return arguments;
        if (MoreNamed.Evaluate(context) is not TemplateDict dict) throw new TemplateException("argument after ** must be a mapping");
        foreach (var (name, value) in dict) arguments.Named.Add(new(Text.Str(name), value));
        return arguments;
    }
}

/// <summary><c>callee(arguments)</c></summary>
internal sealed class Call(Expression callee, ArgumentList arguments) : Expression
{
    protected override object? Compute(RenderContext context) => Invoke(context, null);

    /// <summary>Calls, with <paramref name="caller"/> as what a call block hands over.</summary>
    public object? Invoke(RenderContext context, TemplateFunction? caller)
    {
        var function = callee.Evaluate(context);
        var values = arguments.Evaluate(context);
        if (caller is not null) values.Named.Add(new("caller", caller));
        return function switch
        {
            TemplateFunction callable => callable.Call(context, values),
            LoopState loop => loop.Call(values),
            Undefined undefined => throw undefined.Error(),
            _ => throw new TemplateException($"'{Value.TypeName(function)}' object is not callable"),
        };
    }
}

/// <summary><c>operand|name(arguments)</c></summary>
internal sealed class FilterCall(Expression operand, string name, ArgumentList arguments) : Expression
{
    protected override object? Compute(RenderContext context) =>
        Filters.Apply(context, name, operand.Evaluate(context), arguments.Evaluate(context));
}

/// <summary><c>operand is name(arguments)</c></summary>
internal sealed class TestCall(Expression operand, string name, ArgumentList arguments) : Expression
{
    protected override object? Compute(RenderContext context) =>
        Tests.Holds(name, operand.Evaluate(context), arguments.Evaluate(context));
}

/// <summary>A text that is known already, for filters on what a block wrote.</summary>
internal sealed class Captured : Expression
{
    /// <summary>The name, which no template can write, under which the text is found.</summary>
    public const string Name = "captured text";

    protected override object? Compute(RenderContext context) => context.Find(Name);
}
