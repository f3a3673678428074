using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ChatBot.Inference.Tokenization.PreTokenization;

namespace ChatBot.Inference.Tokenization.Reading;

/// <summary>Makes pre-tokenizers from their section.</summary>
internal static partial class PreTokenizerReader
{
    /// <returns>Null where the section is absent.</returns>
    public static PreTokenizer? Read(JsonElement element)
    {
        if (element.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined) return null;
        var section = new JsonSection(element, "pre_tokenizer");
        return section.Type switch
        {
            "Sequence" => new SequencePreTokenizer(section.Parts("pretokenizers", Read)),
            "ByteLevel" => new ByteLevelPreTokenizer(section.Flag("add_prefix_space", true), section.Flag("use_regex", true)),
            "Split" => new SplitPreTokenizer(
                PatternReader.Read(section.Element("pattern")), Behavior(section.Text("behavior")), section.Flag("invert")),
            "Digits" => new SplitPreTokenizer(
                new CodePointPattern(UnicodeClasses.IsNumeric),
                section.Flag("individual_digits") ? SplitBehavior.Isolated : SplitBehavior.Contiguous),
            "Punctuation" => new SplitPreTokenizer(
                new CodePointPattern(UnicodeClasses.IsPunctuation), Behavior(section.TextOrNull("behavior") ?? "Isolated")),
            "Whitespace" => new SplitPreTokenizer(new RegexPattern(Words()), SplitBehavior.Removed, invert: true),
            "WhitespaceSplit" => new SplitPreTokenizer(new CodePointPattern(UnicodeClasses.IsWhiteSpace), SplitBehavior.Removed),
            "BertPreTokenizer" => new SequencePreTokenizer(
                new SplitPreTokenizer(new CodePointPattern(UnicodeClasses.IsWhiteSpace), SplitBehavior.Removed),
                new SplitPreTokenizer(new CodePointPattern(UnicodeClasses.IsPunctuation), SplitBehavior.Isolated)),
            "UnicodeScripts" => new ScriptPreTokenizer(),
            "FixedLength" => new FixedLengthPreTokenizer(Math.Max(1, section.NumberOrNull("length") ?? 5)),
            "CharDelimiterSplit" => Delimiter(section.Text("delimiter")),
            "Metaspace" => new MetaspacePreTokenizer(section.Character("replacement"), Scheme(section), section.Flag("split", true)),
            _ => throw section.Unsupported(),
        };
    }

    /// <summary>The scheme of a Metaspace component, in its present and in its older notation.</summary>
    public static PrependScheme Scheme(JsonSection section) => section.TextOrNull("prepend_scheme") switch
    {
        null => section.Flag("add_prefix_space", true) ? PrependScheme.Always : PrependScheme.Never,
        "always" => PrependScheme.Always,
        "first" => PrependScheme.First,
        "never" => PrependScheme.Never,
        var other => throw new InvalidDataException($"the prepend_scheme '{other}' is not supported"),
    };

    private static SplitPreTokenizer Delimiter(string delimiter)
    {
        var wanted = delimiter.EnumerateRunes().FirstOrDefault(Rune.ReplacementChar);
        return new SplitPreTokenizer(new CodePointPattern(rune => rune == wanted), SplitBehavior.Removed);
    }

    private static SplitBehavior Behavior(string name) => Enum.TryParse<SplitBehavior>(name, out var behavior)
        ? behavior
        : throw new InvalidDataException($"the split behavior '{name}' is not supported");

    // \w of the reference's engine here is wider than .NET's: see UnicodeClasses.IsWord.
    [GeneratedRegex(
        @"[\p{L}\p{M}\p{Nl}\p{Nd}\p{Pc}\u200C\u200D\u24B6-\u24E9]+|[^\p{L}\p{M}\p{Nl}\p{Nd}\p{Pc}\u200C\u200D\u24B6-\u24E9\s]+",
        RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
