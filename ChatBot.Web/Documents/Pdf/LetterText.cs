using System.Reflection;
using System.Runtime.CompilerServices;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Fonts;
using UglyToad.PdfPig.Fonts.CompactFontFormat;
using UglyToad.PdfPig.Fonts.Encodings;
using UglyToad.PdfPig.Fonts.Type1;

namespace ChatBot.Web.Documents.Pdf;

/// <summary>
/// What a letter means. PdfPig 0.1.16 takes the character code for the character where a font's only encoding is the one built into its
/// compact font program, so that TeX's mathematics comes out as other letters (<c>γ</c> as a control character, <c>∈</c> as 2). The
/// program's own glyph names tell better, through the Adobe Glyph List. They are not public: where a later version lacks these
/// fields, letters stay as PdfPig reads them.
/// </summary>
internal static class LetterText
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.NonPublic;

    private static readonly ConditionalWeakTable<object, BuiltIn> Fonts = [];

    /// <summary>The letters with their right values, without those that are parts of a sign and mean nothing by themselves.</summary>
    public static IReadOnlyList<Letter> Correct(IReadOnlyList<Letter> letters)
    {
        if (!letters.Any(letter => letter.GetFont() is { } font && Fonts.GetValue(font, BuiltIn.Of).Speaks)) return letters;
        var result = new List<Letter>(letters.Count);
        foreach (var letter in letters)
        {
            var value = letter.GetFont() is { } font ? Fonts.GetValue(font, BuiltIn.Of).Text(letter.Value) : letter.Value;
            if (value == letter.Value) result.Add(letter);
            else if (value.Length > 0) result.Add(With(letter, value));
        }

        return result;
    }

    private static Letter With(Letter letter, string value) => new(
        value, letter.BoundingBox, letter.GlyphRectangleLoose, letter.StartBaseLine, letter.EndBaseLine, letter.Width, letter.FontSize,
        letter.FontDetails, letter.RenderingMode, letter.StrokeColor, letter.FillColor, letter.PointSize, letter.TextSequence);

    private sealed class BuiltIn(Encoding? encoding)
    {
        public static BuiltIn Of(object font)
        {
            if (Field("encoding") is not { } encoding || encoding.GetValue(font) is not null) return new BuiltIn(null);
            var program = Field("fontProgram")?.GetValue(font) as Union<Type1Font, CompactFontFormatFontCollection>;
            if (program is null || !program.TryGetSecond(out var compact)) return new BuiltIn(null);
            var map = Field("toUnicodeCMap")?.GetValue(font);
            var maps = map?.GetType().GetProperty("CanMapToUnicode")?.GetValue(map) is true;
            return new BuiltIn(maps ? null : compact.FirstFont?.Encoding);

            FieldInfo? Field(string name) => font.GetType().GetField(name, Fields);
        }

        public bool Speaks => encoding is not null;

        public string Text(string value)
        {
            if (encoding is null || value.Length != 1) return value;
            var name = encoding.GetName(value[0]);
            if (string.IsNullOrEmpty(name) || name == ".notdef") return value;
            try
            {
                return GlyphList.AdobeGlyphList.NameToUnicode(name) ?? "";
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException)
            {
                return ""; // a name of the font's own, such as a part of a large brace
            }
        }
    }
}
