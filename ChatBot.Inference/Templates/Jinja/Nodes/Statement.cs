using ChatBot.Inference.Templates.Jinja.Values;

namespace ChatBot.Inference.Templates.Jinja.Nodes;

/// <summary>How a statement ended.</summary>
internal enum Flow
{
    /// <summary>As usual.</summary>
    Next,

    /// <summary>By <c>{% break %}</c>.</summary>
    Break,

    /// <summary>By <c>{% continue %}</c>.</summary>
    Continue,
}

/// <summary>Something that writes or sets. Immutable.</summary>
internal abstract class Statement
{
    public Flow Render(RenderContext context)
    {
        context.Budget.Step();
        return Run(context);
    }

    protected abstract Flow Run(RenderContext context);
}

/// <summary>Statements one after the other.</summary>
internal sealed class Block(IReadOnlyList<Statement> statements) : Statement
{
    protected override Flow Run(RenderContext context)
    {
        foreach (var statement in statements)
        {
            var flow = statement.Render(context);
            if (flow != Flow.Next) return flow;
        }

        return Flow.Next;
    }
}

/// <summary>Text between tags.</summary>
internal sealed class Data(string text) : Statement
{
    protected override Flow Run(RenderContext context)
    {
        context.Write(text);
        return Flow.Next;
    }
}

/// <summary><c>{{ value }}</c></summary>
internal sealed class Output(Expression value) : Statement
{
    protected override Flow Run(RenderContext context)
    {
        context.Write(Text.Str(value.Evaluate(context)));
        return Flow.Next;
    }
}

/// <summary><c>{% do value %}</c></summary>
internal sealed class Evaluation(Expression value) : Statement
{
    protected override Flow Run(RenderContext context)
    {
        value.Evaluate(context);
        return Flow.Next;
    }
}

/// <summary><c>{% break %}</c> and <c>{% continue %}</c></summary>
internal sealed class Jump(Flow flow) : Statement
{
    protected override Flow Run(RenderContext context) => flow;
}

/// <summary><c>{% if %}</c> with all its branches, the last of which may have no condition.</summary>
internal sealed class If(IReadOnlyList<(Expression? Condition, Block Body)> branches) : Statement
{
    protected override Flow Run(RenderContext context)
    {
        foreach (var (condition, body) in branches)
        {
            if (condition is null || Value.IsTrue(condition.Evaluate(context))) return body.Render(context);
        }

        return Flow.Next;
    }
}

/// <summary><c>{% with %}</c>: variables for a part of the template.</summary>
internal sealed class With(IReadOnlyList<(Target Target, Expression Value)> assignments, Block body) : Statement
{
    protected override Flow Run(RenderContext context)
    {
        var values = assignments.Select(assignment => assignment.Value.Evaluate(context)).ToArray();
        return context.Within(() =>
        {
            for (var i = 0; i < values.Length; i++) assignments[i].Target.Assign(context, values[i]);
            return body.Render(context);
        });
    }
}

/// <summary><c>{% filter %}</c>: what its body writes, through filters that work on <see cref="Captured"/>.</summary>
internal sealed class FilterBlock(Expression filters, Block body) : Statement
{
    protected override Flow Run(RenderContext context) => context.Within(() =>
    {
        var text = context.Capture(() => body.Render(context));
        context.Scope.Set(Captured.Name, text);
        context.Write(Text.Str(filters.Evaluate(context)));
        return Flow.Next;
    });
}
