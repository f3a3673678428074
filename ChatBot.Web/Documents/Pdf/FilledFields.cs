using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Annotations;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Tokens;

namespace ChatBot.Web.Documents.Pdf;

/// <summary>
/// What was filled into a PDF's form fields and written on its pages as free text (PDF 32000-1, 12.7 and 12.5.6.6). A page's content does
/// not hold it: viewers draw it on top.
/// </summary>
/// <param name="document">The open document.</param>
internal sealed partial class FilledFields(PdfDocument document)
{
    private const int LongestValue = 20_000, MostLetters = 100_000, DeepestField = 32;
    private const int Multiline = 1 << 12, Password = 1 << 13, PushButton = 1 << 16, Comb = 1 << 24;

    private DictionaryToken? _form;
    private bool _isFormKnown;

    /// <summary>The letters of the page's visible values and notes, where a viewer draws them or nearly there.</summary>
    /// <param name="page">The page.</param>
    /// <param name="content">The letters of its content; a value that they spell in its place already is left out.</param>
    public IReadOnlyList<Letter> LettersOn(Page page, IReadOnlyList<Letter> content)
    {
        if (!HasAny(page)) return [];
        var letters = new List<Letter>();
        foreach (var annotation in Annotations(page))
        {
            if ((annotation.Flags & (AnnotationFlags.Hidden | AnnotationFlags.NoView)) != 0) continue;
            if (Read(annotation) is not { } value || IsDrawn(value, content)) continue;
            letters.AddRange(value.Letters());
            if (letters.Count >= MostLetters) break;
        }

        return letters;
    }

    // Asking PdfPig for all annotations resolves every link of the page; few pages have fields.
    private bool HasAny(Page page) => Get(page.Dictionary, "Annots") is ArrayToken annotations && annotations.Data.Any(item =>
        Resolve(item) is DictionaryToken annotation && Get(annotation, "Subtype") is NameToken { Data: "Widget" or "FreeText" });

    private static IEnumerable<Annotation> Annotations(Page page)
    {
        using var annotations = page.GetAnnotations().GetEnumerator();
        while (true)
        {
            try
            {
                if (!annotations.MoveNext()) yield break;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                yield break; // An annotation that breaks the rules: those before it are read.
            }

            if (annotations.Current.Type is AnnotationType.Widget or AnnotationType.FreeText) yield return annotations.Current;
        }
    }

    private FieldText? Read(Annotation annotation)
    {
        var field = annotation.AnnotationDictionary;
        var flags = (Inherited(field, "Ff") as NumericToken)?.Int ?? 0;
        var isNote = annotation.Type == AnnotationType.FreeText;
        var text = isNote ? Text(Get(field, "Contents")) : (Inherited(field, "FT") as NameToken)?.Data switch
        {
            "Tx" when (flags & Password) == 0 => Text(Inherited(field, "V")),
            "Ch" => string.Join(", ", Chosen(field)),
            "Btn" when (flags & PushButton) == 0 => IsTicked(field) ? FieldText.Ticked : FieldText.Unticked,
            _ => null,
        };
        if (string.IsNullOrWhiteSpace(text)) return null;
        return new FieldText(annotation.Rectangle, text.Length > LongestValue ? text[..LongestValue] : text)
        {
            FontSize = FontSize(Text(Inherited(field, "DA"))),
            IsMultiline = isNote || (flags & Multiline) != 0,
            Alignment = (Inherited(field, "Q") as NumericToken)?.Int ?? 0,
            Turn = Get(field, "MK") is DictionaryToken looks && Get(looks, "R") is NumericToken turn ? turn.Int : 0,
            Cells = (flags & Comb) != 0 && Inherited(field, "MaxLen") is NumericToken { Int: > 0 } cells ? cells.Int : 0,
        };
    }

    /// <summary>The chosen entries as they are displayed: an option may have a value of its own beside its text.</summary>
    private IEnumerable<string> Chosen(DictionaryToken field)
    {
        var value = Inherited(field, "V");
        var options = (Inherited(field, "Opt") as ArrayToken)?.Data.Select(Resolve).OfType<ArrayToken>()
            .Where(option => option.Data.Count == 2)
            .Select(option => (Value: Text(Resolve(option.Data[0])), Shown: Text(Resolve(option.Data[1])))).ToList() ?? [];
        foreach (var chosen in value is ArrayToken several ? several.Data.Select(Resolve).Select(Text) : [Text(value)])
        {
            var shown = options.Find(option => option.Value == chosen).Shown;
            if (!string.IsNullOrWhiteSpace(shown ?? chosen)) yield return (shown ?? chosen)!;
        }
    }

    private bool IsTicked(DictionaryToken button)
    {
        if (Get(button, "AS") is NameToken state) return state.Data != "Off";
        if (Inherited(button, "V") is not NameToken value || value.Data == "Off") return false;
        // A group of radio buttons has one value; it belongs to the button that can look like it.
        return Get(button, "AP") is not DictionaryToken looks || Get(looks, "N") is not DictionaryToken states || states.ContainsKey(value);
    }

    private static bool IsDrawn(FieldText value, IReadOnlyList<Letter> content) =>
        Packed(string.Concat(content.Where(letter => value.Holds(letter.StartBaseLine, letter.EndBaseLine)).Select(letter => letter.Value)))
            .Contains(Packed(value.Text), StringComparison.Ordinal);

    private static string Packed(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));

    private IToken? Inherited(DictionaryToken field, string key)
    {
        var holder = field;
        for (var depth = 0; depth < DeepestField; depth++)
        {
            if (Get(holder, key) is { } found) return found;
            if (Get(holder, "Parent") is not DictionaryToken parent) break;
            holder = parent;
        }

        if (!_isFormKnown) (_form, _isFormKnown) = (Get(document.Structure.Catalog.CatalogDictionary, "AcroForm") as DictionaryToken, true);
        return key is "DA" or "Q" && _form is not null ? Get(_form, key) : null;
    }

    private IToken? Get(DictionaryToken dictionary, string key) => dictionary.TryGet(NameToken.Create(key), out var token) ? Resolve(token) : null;

    private IToken? Resolve(IToken? token)
    {
        for (var i = 0; i < 8 && token is IndirectReferenceToken reference; i++) token = document.Structure.GetObject(reference.Data)?.Data;
        return token is IndirectReferenceToken or NullToken ? null : token;
    }

    private static string? Text(IToken? token) => token switch
    {
        StringToken text => text.Data,
        HexToken hex when hex.Bytes is [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode.GetString(hex.Bytes[2..]),
        HexToken hex => hex.Data,
        NameToken name => name.Data,
        _ => null,
    };

    private static double FontSize(string? appearance) =>
        appearance is not null && SetFont().Match(appearance) is { Success: true } match
        && double.TryParse(match.Groups[1].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out var size) ? size : 0;

    [GeneratedRegex(@"(\d+(?:\.\d*)?|\.\d+)\s+Tf\b", RegexOptions.RightToLeft)]
    private static partial Regex SetFont();
}
