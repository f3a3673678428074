namespace ChatBot.Inference.Templates.Jinja.Values;

/// <summary>The arguments of a call, by position and by name.</summary>
internal sealed class CallArguments
{
    public List<object?> Positional { get; } = [];

    /// <summary>In the order they were written.</summary>
    public List<KeyValuePair<string, object?>> Named { get; } = [];

    /// <summary>An argument by its place or its name, or else a default.</summary>
    public object? Get(int index, string name, object? missing = null) => TryGet(index, name, out var value) ? value : missing;

    public bool TryGet(int index, string name, out object? value)
    {
        if (index < Positional.Count)
        {
            value = Positional[index];
            return true;
        }

        foreach (var pair in Named)
        {
            if (pair.Key != name) continue;
            value = pair.Value;
            return true;
        }

        value = null;
        return false;
    }

    public object? Require(int index, string name) =>
        TryGet(index, name, out var value) ? value : throw new TemplateException($"the argument '{name}' is missing");

    /// <summary>A text that must be there.</summary>
    public string RequireText(int index, string name) => Require(index, name) switch
    {
        string text => text,
        Undefined undefined => throw undefined.Error(),
        var other => throw new TemplateException($"the argument '{name}' must be a text, not {Value.TypeName(other)}"),
    };

    /// <summary>A whole number, or a default when it is missing or none.</summary>
    public long Whole(int index, string name, long missing) => Get(index, name) switch
    {
        null => missing,
        var value => Value.ToWhole(value, name),
    };

    public bool Flag(int index, string name, bool missing = false) =>
        TryGet(index, name, out var value) ? Value.IsTrue(value) : missing;

    /// <summary>The arguments behind the first ones, for what is called on behalf of a filter.</summary>
    public CallArguments Skip(int count)
    {
        var rest = new CallArguments();
        rest.Positional.AddRange(Positional.Skip(count));
        rest.Named.AddRange(Named);
        return rest;
    }
}
