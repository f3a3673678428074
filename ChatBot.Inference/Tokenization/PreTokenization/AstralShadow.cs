using System.Globalization;
using System.Text;

namespace ChatBot.Inference.Tokenization.PreTokenization;

/// <summary>Writes a text with one UTF-16 unit for each code point, so that regular expressions can match categories.</summary>
internal static class AstralShadow
{
    /// <summary>A Han letter outside the ranges that tokenizers name, for Han letters beyond U+FFFF.</summary>
    private const char Han = '\u3400';

    /// <summary>A letter in a circle, for those in squares and circles beyond U+FFFF, which are letters to some classes, too.</summary>
    private const char CircledLetter = '\u24B6';

    /// <summary>For each category a rare character of it within the first 65,536.</summary>
    internal static readonly IReadOnlyDictionary<UnicodeCategory, char> StandIns = new Dictionary<UnicodeCategory, char>
    {
        [UnicodeCategory.UppercaseLetter] = '\uA642',
        [UnicodeCategory.LowercaseLetter] = '\uA643',
        [UnicodeCategory.TitlecaseLetter] = '\u1FFC',
        [UnicodeCategory.ModifierLetter] = '\uA60C',
        [UnicodeCategory.OtherLetter] = '\uA4D0',
        [UnicodeCategory.NonSpacingMark] = '\uA67C',
        [UnicodeCategory.SpacingCombiningMark] = '\uA823',
        [UnicodeCategory.EnclosingMark] = '\uA670',
        [UnicodeCategory.DecimalDigitNumber] = '\uA620',
        [UnicodeCategory.LetterNumber] = '\uA6E6',
        [UnicodeCategory.OtherNumber] = '\uA830',
        [UnicodeCategory.ConnectorPunctuation] = '\uFE33',
        [UnicodeCategory.DashPunctuation] = '\uFE31',
        [UnicodeCategory.OpenPunctuation] = '\u2E28',
        [UnicodeCategory.ClosePunctuation] = '\u2E29',
        [UnicodeCategory.InitialQuotePunctuation] = '\u2E02',
        [UnicodeCategory.FinalQuotePunctuation] = '\u2E03',
        [UnicodeCategory.OtherPunctuation] = '\uA60D',
        [UnicodeCategory.MathSymbol] = '\u2A00',
        [UnicodeCategory.CurrencySymbol] = '\uA838',
        [UnicodeCategory.ModifierSymbol] = '\uA700',
        [UnicodeCategory.OtherSymbol] = '\uA828',
        [UnicodeCategory.Format] = '\u206A',
        [UnicodeCategory.PrivateUse] = '\uE000',
        [UnicodeCategory.OtherNotAssigned] = '\uFDD0',
    };

    /// <summary>Writes the shadow and gives its length, the number of code points.</summary>
    public static int Write(ReadOnlySpan<char> text, Span<char> shadow)
    {
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            shadow[length++] = rune.IsBmp ? (char)rune.Value
                : rune.Value is (>= 0x20000 and <= 0x3FFFD) && Rune.IsLetter(rune) ? Han
                : rune.Value is (>= 0x1F130 and <= 0x1F149) or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189) ? CircledLetter
                : StandIns[Rune.GetUnicodeCategory(rune)];
        }

        return length;
    }
}
