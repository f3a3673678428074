using System.Globalization;
using ChatBot.Inference.Models;

namespace ChatBot.Web.Localization;

/// <summary>Fills the gaps of a text from <see cref="Strings"/>.</summary>
internal static class Wording
{
    /// <summary>Puts the arguments into a text's gaps, numbers and dates as the reader's culture writes them.</summary>
    /// <param name="pattern">A text with gaps such as <c>{0:N0}</c>.</param>
    /// <param name="arguments">What goes into them.</param>
    public static string With(this string pattern, params ReadOnlySpan<object?> arguments) =>
        string.Format(CultureInfo.CurrentCulture, pattern, arguments);

    /// <summary>A sentence about a model in the reader's language, in English where it is known in no other.</summary>
    public static string InWords(this ModelText text) => TextKey.Of(text)?.InWords() ?? text;
}
