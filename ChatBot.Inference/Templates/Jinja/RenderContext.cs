using System.Text;
using ChatBot.Inference.Templates.Jinja.Values;

namespace ChatBot.Inference.Templates.Jinja;

/// <summary>The state of one rendering: variables, output, bounds and the clock. Not thread-safe.</summary>
internal sealed class RenderContext(Scope globals, TimeProvider time)
{
    private StringBuilder _output = new();

    /// <summary>The innermost variables.</summary>
    public Scope Scope { get; private set; } = new(globals);

    public RenderBudget Budget { get; } = new();

    public TimeProvider Time { get; } = time;

    /// <summary>Writes text to the prompt, or to what is being captured.</summary>
    public void Write(string text)
    {
        Budget.Produce(text.Length);
        _output.Append(text);
    }

    public string Output => _output.ToString();

    /// <summary>A variable, or undefined.</summary>
    public object? Find(string name) => Scope.TryFind(name, out var value) ? value : Undefined.Variable(name);

    /// <summary>Does something with fresh variables on top of the present ones, or of <paramref name="parent"/>.</summary>
    public T Within<T>(Func<T> body, Scope? parent = null)
    {
        var outer = Scope;
        Scope = new Scope(parent ?? outer);
        try
        {
            return body();
        }
        finally
        {
            Scope = outer;
        }
    }

    /// <summary>Takes the text that something writes instead of adding it to the prompt.</summary>
    public string Capture(Action body)
    {
        var outer = _output;
        _output = new StringBuilder();
        try
        {
            body();
            return _output.ToString();
        }
        finally
        {
            _output = outer;
        }
    }
}

/// <summary>Variables, on top of those around them.</summary>
internal sealed class Scope(Scope? parent)
{
    private readonly Dictionary<string, object?> _variables = new(StringComparer.Ordinal);

    public void Set(string name, object? value) => _variables[name] = value;

    public bool TryFind(string name, out object? value)
    {
        for (var scope = this; scope is not null; scope = scope.Parent)
        {
            if (scope._variables.TryGetValue(name, out value)) return true;
        }

        value = null;
        return false;
    }

    private Scope? Parent { get; } = parent;
}
