using ChatBot.Inference.Templates.Jinja.Values;

namespace ChatBot.Inference.Templates.Jinja.Nodes;

/// <summary><c>{% for %}</c>: every round has variables of its own.</summary>
internal sealed class For(Target target, Expression items, Expression? condition, Block body, Block? otherwise, bool recursive) : Statement
{
    protected override Flow Run(RenderContext context)
    {
        Loop(context, items.Evaluate(context), 0, context.Scope);
        return Flow.Next;
    }

    private void Loop(RenderContext context, object? over, int depth, Scope outer)
    {
        var values = Value.Items(over);
        if (condition is not null) values = Filtered(context, values, outer);
        var state = new LoopState(values, depth, recursive ? (inner, level) => Recurse(context, inner, level, outer) : null);
        var finished = false;
        for (var i = 0; i < values.Count; i++)
        {
            state.Index = i;
            context.Budget.Step();
            var flow = context.Within(
                () =>
                {
                    context.Scope.Set("loop", state);
                    target.Assign(context, values[i]);
                    return body.Render(context);
                },
                outer);
            finished |= flow == Flow.Next;
            if (flow == Flow.Break) break;
        }

        // As in Jinja2, an iteration that was broken off or cut short does not count.
        if (!finished && otherwise is not null) context.Within(() => otherwise.Render(context), outer);
    }

    private List<object?> Filtered(RenderContext context, IReadOnlyList<object?> values, Scope outer)
    {
        var kept = new List<object?>();
        foreach (var value in values)
        {
            var wanted = context.Within(
                () =>
                {
                    target.Assign(context, value);
                    return Value.IsTrue(condition!.Evaluate(context));
                },
                outer);
            if (wanted) kept.Add(value);
        }

        return kept;
    }

    private string Recurse(RenderContext context, object? inner, int level, Scope outer)
    {
        context.Budget.Enter();
        var text = context.Capture(() => Loop(context, inner, level, outer));
        context.Budget.Leave();
        return text;
    }
}
