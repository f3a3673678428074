using FsCheck;
using FsCheck.Fluent;

namespace ChatBot.Tests.Answering;

/// <summary>A text such as documents have, with all that makes offsets go wrong.</summary>
public sealed record DocumentText(string Value)
{
    public override string ToString() => string.Join("", Value.Select(c => c is >= ' ' and <= '~' ? c.ToString() : $"\\u{(int)c:X4}"));
}

/// <summary>Makes <see cref="DocumentText"/>s for property tests.</summary>
public static class DocumentTexts
{
    private static readonly string[] Fragments =
    [
        "the", "tower", "Paris", "Gustave Eiffel", "1,250.00", "3.14", "12:30", "1889", "U.S.", "e.g.", "Dr.", "don't", "rock’n’roll", "f(x)", "(CH3)2CO",
        "wrought-iron", "[CLS]", "</s>", "<s>", "#", "%", "50%", "§ 12", "€", "-5", "...", "?", "!", ".", ",", ";", "“", "”", "«", "»", "(", ")", "[", "]",
        " ", "  ", "\u00A0", "\u202F", "\u3000", "\t", "\n", "\n\n", "\r\n", "\r", "\f", "\u2028", "\u0085", "\0", "\uFEFF", "\u200B", "\u00AD", "\u2060",
        "é", "e\u0301", "a\u0308\u0301", "\u0301", "İstanbul", "ısı", "I\u0307", "ǆ", "ß", "ﬁ", "Ŀ", "ﷺ", "각", "\u1100\u1161",
        "😀", "👩‍👩‍👧", "👩\u200D", "\u200D", "👍🏽", "🇩🇪", "❤️", "𝔘𝔫𝔦", "\U00020000", "中文字", "日本語の", "カタカナ", "ภาษาไทย", "العربية", "עברית", "हिन्दी", "\uD83D", "\uDE00", "\uFFFD",
    ];

    public static Arbitrary<DocumentText> Text() =>
        Gen.Choose(0, 40).SelectMany(count => Gen.Frequency((4, Gen.Elements(Fragments)), (2, Gen.Constant(" "))).ListOf(count))
            .Select(parts => new DocumentText(string.Concat(parts))).ToArbitrary();
}
