using ChatBot.Inference.Templates.Jinja.Values;

namespace ChatBot.Inference.Templates.Jinja.Nodes;

/// <summary>What can be assigned to.</summary>
internal abstract class Target
{
    public abstract void Assign(RenderContext context, object? value);
}

/// <summary>A variable of the present scope.</summary>
internal sealed class NameTarget(string name) : Target
{
    public override void Assign(RenderContext context, object? value) => context.Scope.Set(name, value);
}

/// <summary>A member of a namespace, which outlives loops.</summary>
internal sealed class MemberTarget(string name, string member) : Target
{
    public override void Assign(RenderContext context, object? value)
    {
        if (context.Find(name) is not TemplateNamespace names) throw new TemplateException("cannot assign attribute on non-namespace object");
        names.Members[member] = value;
    }
}

/// <summary>Several targets, which take a list apart.</summary>
internal sealed class TupleTarget(IReadOnlyList<Target> targets) : Target
{
    public override void Assign(RenderContext context, object? value)
    {
        var items = value is Undefined undefined ? throw undefined.Error() : Value.Items(value);
        if (items.Count != targets.Count)
        {
            throw new TemplateException(items.Count < targets.Count
                ? $"not enough values to unpack (expected {targets.Count}, got {items.Count})"
                : $"too many values to unpack (expected {targets.Count})");
        }

        for (var i = 0; i < targets.Count; i++) targets[i].Assign(context, items[i]);
    }
}

/// <summary><c>{% set target = value %}</c></summary>
internal sealed class Set(Target target, Expression value) : Statement
{
    protected override Flow Run(RenderContext context)
    {
        target.Assign(context, value.Evaluate(context));
        return Flow.Next;
    }
}

/// <summary><c>{% set target %}…{% endset %}</c>, on demand through filters that work on <see cref="Captured"/>.</summary>
internal sealed class SetBlock(Target target, Expression? filters, Block body) : Statement
{
    protected override Flow Run(RenderContext context)
    {
        var value = context.Within<object?>(() =>
        {
            var text = context.Capture(() => body.Render(context));
            if (filters is null) return text;
            context.Scope.Set(Captured.Name, text);
            return filters.Evaluate(context);
        });
        target.Assign(context, value);
        return Flow.Next;
    }
}
