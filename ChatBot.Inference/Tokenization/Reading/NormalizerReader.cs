using System.Text;
using System.Text.Json;
using ChatBot.Inference.Tokenization.Normalization;

namespace ChatBot.Inference.Tokenization.Reading;

/// <summary>Makes normalizers from their section.</summary>
internal static class NormalizerReader
{
    /// <returns>Null where the section is absent.</returns>
    public static Normalizer? Read(JsonElement element)
    {
        if (element.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined) return null;
        var section = new JsonSection(element, "normalizer");
        return section.Type switch
        {
            "Sequence" => new SequenceNormalizer(section.Parts("normalizers", Read)),
            "NFC" => new UnicodeFormNormalizer(NormalizationForm.FormC),
            "NFD" => new UnicodeFormNormalizer(NormalizationForm.FormD),
            "NFKC" => new UnicodeFormNormalizer(NormalizationForm.FormKC),
            "NFKD" => new UnicodeFormNormalizer(NormalizationForm.FormKD),
            "Lowercase" => new LowercaseNormalizer(),
            "StripAccents" => CodePointNormalizer.StripAccents,
            "Nmt" => CodePointNormalizer.Nmt,
            "Strip" => new StripNormalizer(section.Flag("strip_left", true), section.Flag("strip_right", true)),
            "Prepend" => new PrependNormalizer(section.Text("prepend")),
            "Replace" => new ReplaceNormalizer(PatternReader.Read(section.Element("pattern")), section.Text("content")),
            "ByteLevel" => new ByteLevelNormalizer(),
            "BertNormalizer" => Bert(section),
            "Precompiled" => PrecompiledNormalizer.Parse(section.Text("precompiled_charsmap")),
            _ => throw section.Unsupported(),
        };
    }

    private static SequenceNormalizer Bert(JsonSection section)
    {
        var parts = new List<Normalizer>();
        var lowercase = section.Flag("lowercase", true);
        if (section.Flag("clean_text", true)) parts.Add(CodePointNormalizer.CleanText);
        if (section.Flag("handle_chinese_chars", true)) parts.Add(new IdeographNormalizer());
        if (section.FlagOrNull("strip_accents") ?? lowercase)
        {
            parts.Add(new UnicodeFormNormalizer(NormalizationForm.FormD));
            parts.Add(CodePointNormalizer.StripNonSpacingMarks);
        }

        if (lowercase) parts.Add(new LowercaseNormalizer());
        return new SequenceNormalizer(parts);
    }
}
