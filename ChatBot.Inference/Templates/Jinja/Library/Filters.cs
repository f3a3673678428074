using ChatBot.Inference.Templates.Jinja.Values;

namespace ChatBot.Inference.Templates.Jinja.Library;

/// <summary>What a filter does: to a value, with arguments.</summary>
internal delegate object? Filter(RenderContext context, object? value, CallArguments arguments);

/// <summary>All filters by name.</summary>
internal static class Filters
{
    private static readonly Dictionary<string, Filter> All =
        TextFilters.All.Concat(SequenceFilters.All).Concat(NumberFilters.All).ToDictionary(StringComparer.Ordinal);

    public static bool Exists(string name) => All.ContainsKey(name);

    public static object? Apply(RenderContext context, string name, object? value, CallArguments arguments)
    {
        if (!All.TryGetValue(name, out var filter)) throw new TemplateException($"No filter named '{name}'.");
        context.Budget.Step();
        return filter(context, value, arguments);
    }
}
