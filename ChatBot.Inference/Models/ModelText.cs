using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ChatBot.Inference.Models;

/// <summary>
/// A sentence for people. It is English as it stands; whoever shows it in another language finds the translation by its key and fills the
/// gaps with its values. A plain text, as of an exception, converts to one without a key.
/// </summary>
public sealed record ModelText
{
    private readonly string _english;

    private ModelText(string? key, string english, IReadOnlyList<object> values) => (Key, _english, Values) = (key, english, values);

    /// <summary>Names the sentence, such as <c>FileMissing</c>; null where it is known in English only.</summary>
    public string? Key { get; }

    /// <summary>What goes into the gaps of a translation, in order: texts and whole numbers.</summary>
    public IReadOnlyList<object> Values { get; }

    /// <summary>A sentence without a key.</summary>
    public static implicit operator ModelText(string english) => new(null, english, []);

    /// <summary>The English sentence.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static implicit operator string?(ModelText? text) => text?._english;

    /// <summary>The English sentence.</summary>
    public override string ToString() => _english;

    /// <summary>Two that read the same are the same.</summary>
    public bool Equals(ModelText? other) => other?._english == _english;

    /// <inheritdoc/>
    public override int GetHashCode() => _english.GetHashCode(StringComparison.Ordinal);

    /// <summary>A sentence with a key.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="english">The sentence; its holes are the values.</param>
    internal static ModelText Of(string key, FormattableString english) =>
        new(key, english.ToString(CultureInfo.InvariantCulture), [.. english.GetArguments().Select(value => value ?? "")]);
}
