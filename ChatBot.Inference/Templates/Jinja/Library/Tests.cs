using ChatBot.Inference.Templates.Jinja.Values;

namespace ChatBot.Inference.Templates.Jinja.Library;

/// <summary>What can stand behind <c>is</c>.</summary>
internal static class Tests
{
    private static readonly Dictionary<string, Func<object?, CallArguments, bool>> All = new(StringComparer.Ordinal)
    {
        ["defined"] = (value, _) => value is not Undefined,
        ["undefined"] = (value, _) => value is Undefined,
        ["none"] = (value, _) => value is null,
        ["boolean"] = (value, _) => value is bool,
        ["true"] = (value, _) => value is true,
        ["false"] = (value, _) => value is false,
        ["integer"] = (value, _) => value is long,
        ["float"] = (value, _) => value is double,
        ["number"] = (value, _) => value is long or double or bool,
        ["string"] = (value, _) => value is string,
        ["mapping"] = (value, _) => value is TemplateDict,
        ["iterable"] = (value, _) => value is string or TemplateDict or IReadOnlyList<object?> or TemplateIterator or Undefined or LoopState,
        ["sequence"] = (value, _) => value is string or TemplateDict or IReadOnlyList<object?> or Undefined,
        ["callable"] = (value, _) => value is TemplateFunction or Undefined or LoopState,
        ["sameas"] = (value, arguments) => IsSame(value, arguments.Require(0, "other")),
        ["escaped"] = (_, _) => false,
        ["odd"] = (value, _) => Math.Abs(Operand(value) % 2) == 1,
        ["even"] = (value, _) => Operand(value) % 2 == 0,
        ["divisibleby"] = (value, arguments) => Operand(arguments.Require(0, "num")) is not 0 and var by
            ? Operand(value) % by == 0
            : throw new TemplateException("division by zero"),
        ["lower"] = (value, _) => LetterCase.IsAll(Text.Str(value), upper: false),
        ["upper"] = (value, _) => LetterCase.IsAll(Text.Str(value), upper: true),
        ["in"] = (value, arguments) => Value.Contains(arguments.Require(0, "seq"), value),
        ["eq"] = (value, arguments) => Value.AreEqual(value, arguments.Require(0, "other")),
        ["ne"] = (value, arguments) => !Value.AreEqual(value, arguments.Require(0, "other")),
        ["lt"] = (value, arguments) => Value.Compare(value, arguments.Require(0, "other")) < 0,
        ["le"] = (value, arguments) => Value.Compare(value, arguments.Require(0, "other"), "<=") <= 0,
        ["gt"] = (value, arguments) => Value.Compare(value, arguments.Require(0, "other"), ">") > 0,
        ["ge"] = (value, arguments) => Value.Compare(value, arguments.Require(0, "other"), ">=") >= 0,
        ["filter"] = (value, _) => value is string name && Filters.Exists(name),
        ["test"] = (value, _) => value is string name && Exists(name),
    };

    private static readonly Dictionary<string, string> Aliases = new(StringComparer.Ordinal)
    {
        ["=="] = "eq",
        ["equalto"] = "eq",
        ["!="] = "ne",
        ["<"] = "lt",
        ["lessthan"] = "lt",
        ["<="] = "le",
        [">"] = "gt",
        ["greaterthan"] = "gt",
        [">="] = "ge",
    };

    public static bool Exists(string name) => All.ContainsKey(Aliases.GetValueOrDefault(name, name));

    public static bool Holds(string name, object? value, CallArguments arguments) =>
        All.TryGetValue(Aliases.GetValueOrDefault(name, name), out var test)
            ? test(value, arguments)
            : throw new TemplateException($"No test named '{name}'.");

    private static double Operand(object? value) => Value.TryNumber(value, out var number, out _, out _)
        ? number
        : throw (value is Undefined undefined ? undefined.Error() : new TemplateException($"a number is required, not {Value.TypeName(value)}"));

    // Small values are one object in Python, others are compared as objects.
    private static bool IsSame(object? left, object? right) =>
        left is string or long or bool or null ? left?.GetType() == right?.GetType() && Value.AreEqual(left, right) : ReferenceEquals(left, right);
}
