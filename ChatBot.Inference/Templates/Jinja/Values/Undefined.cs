namespace ChatBot.Inference.Templates.Jinja.Values;

/// <summary>What a missing variable or member is: prints nothing, is false and empty, and anything else done with it is an error.</summary>
internal sealed class Undefined(string reason)
{
    /// <summary>Why it is undefined, such as "'x' is undefined".</summary>
    public string Reason { get; } = reason;

    public static Undefined Variable(string name) => new($"'{name}' is undefined");

    public static Undefined Member(object? owner, object? name) => new(name is string
        ? $"'{Value.TypeName(owner)} object' has no attribute '{name}'"
        : $"{Value.TypeName(owner)} object has no element {Text.Repr(name)}");

    /// <summary>The error of using it.</summary>
    public TemplateException Error() => new(Reason);
}
