using System.Globalization;
using ChatBot.Inference.Models;

namespace ChatBot.Web.Localization;

/// <summary>A text from <see cref="Strings"/> by its name, with what goes into its gaps: kept where whoever reads it is not known yet.</summary>
/// <param name="Name">The resource's name.</param>
/// <param name="Values">What goes into its gaps; whole numbers as digits, so that they are written as the reader's culture does.</param>
public sealed record TextKey(string Name, IReadOnlyList<string>? Values = null)
{
    /// <summary>A text of this name with these values, numbers among them.</summary>
    internal static TextKey Of(string name, params ReadOnlySpan<object> values)
    {
        var texts = new string[values.Length];
        for (var i = 0; i < values.Length; i++) texts[i] = Convert.ToString(values[i], CultureInfo.InvariantCulture)!;
        return new(name, texts);
    }

    /// <summary>The name of a sentence about a model; null where it is known in English only.</summary>
    internal static TextKey? Of(ModelText text) => text.Key is { } key ? Of($"Model_{key}", [.. text.Values]) : null;

    /// <summary>The text in the reader's language; null where there is none of this name, or its gaps are others, as in what another version stored.</summary>
    internal string? InWords()
    {
        if (string.IsNullOrEmpty(Name) || Strings.ResourceManager.GetString(Name, CultureInfo.CurrentUICulture) is not { } pattern) return null;
        try
        {
            return pattern.With([.. (Values ?? []).Select(Value)]);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static object Value(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : text;
}
