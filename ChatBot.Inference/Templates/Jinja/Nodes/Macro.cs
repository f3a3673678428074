using ChatBot.Inference.Templates.Jinja.Values;

namespace ChatBot.Inference.Templates.Jinja.Nodes;

/// <summary>The parameters and the body of a macro or of a call block.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Parameters">In order, each with its default where it has one.</param>
/// <param name="Body">What it writes.</param>
/// <param name="Uses">Those of <c>varargs</c>, <c>kwargs</c> and <c>caller</c> that the body mentions and so accepts.</param>
internal sealed record MacroDefinition(
    string Name, IReadOnlyList<(string Name, Expression? Default)> Parameters, Block Body, IReadOnlySet<string> Uses)
{
    /// <summary>The macro as a value; it sees the variables around its definition.</summary>
    public TemplateFunction Bind(Scope around) => new(Name, (context, arguments) => Call(context, arguments, around));

    private string Call(RenderContext context, CallArguments arguments, Scope around)
    {
        context.Budget.Enter();
        var text = context.Capture(() => context.Within(
            () =>
            {
                Assign(context, arguments);
                return Body.Render(context);
            },
            around));
        context.Budget.Leave();
        return text;
    }

    private void Assign(RenderContext context, CallArguments arguments)
    {
        var given = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in arguments.Named) given[name] = value;
        for (var i = 0; i < Parameters.Count; i++)
        {
            var (name, missing) = Parameters[i];
            object? value;
            if (i < arguments.Positional.Count) value = arguments.Positional[i];
            else if (!given.Remove(name, out value))
            {
                value = missing is null ? new Undefined($"parameter '{name}' was not provided") : missing.Evaluate(context);
            }

            context.Scope.Set(name, value);
        }

        if (given.Remove("caller", out var caller)) context.Scope.Set("caller", caller);
        else if (Uses.Contains("caller")) context.Scope.Set("caller", new Undefined("No caller defined"));

        if (Uses.Contains("kwargs"))
        {
            var rest = new TemplateDict();
            foreach (var (name, value) in given) rest[name] = value;
            context.Scope.Set("kwargs", rest);
        }
        else if (given.Count > 0)
        {
            throw new TemplateException($"macro '{Name}' takes no keyword argument '{given.Keys.First()}'");
        }

        if (Uses.Contains("varargs")) context.Scope.Set("varargs", new TemplateTuple(arguments.Positional.Skip(Parameters.Count)));
        else if (arguments.Positional.Count > Parameters.Count)
        {
            throw new TemplateException($"macro '{Name}' takes not more than {Parameters.Count} argument(s)");
        }
    }
}

/// <summary><c>{% macro %}</c></summary>
internal sealed class MacroStatement(MacroDefinition macro) : Statement
{
    protected override Flow Run(RenderContext context)
    {
        context.Scope.Set(macro.Name, macro.Bind(context.Scope));
        return Flow.Next;
    }
}

/// <summary><c>{% call %}</c>: a call that hands its body over as <c>caller</c>.</summary>
internal sealed class CallBlock(MacroDefinition body, Call call) : Statement
{
    protected override Flow Run(RenderContext context)
    {
        context.Write(Text.Str(call.Invoke(context, body.Bind(context.Scope))));
        return Flow.Next;
    }
}
