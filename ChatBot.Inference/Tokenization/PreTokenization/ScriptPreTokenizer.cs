using System.Text;

namespace ChatBot.Inference.Tokenization.PreTokenization;

/// <summary>
/// Cuts where the script changes. Japanese is one script; spaces and what has no script go with the text before them, and at the beginning of a piece are
/// left out, as in the reference.
/// </summary>
internal sealed class ScriptPreTokenizer : PreTokenizer
{
    private static readonly int Han = UnicodeScripts.Find("Han")!.Value;
    private static readonly int Hiragana = UnicodeScripts.Find("Hiragana")!.Value;
    private static readonly int Katakana = UnicodeScripts.Find("Katakana")!.Value;

    /// <inheritdoc/>
    public override void Apply(PreTokenized text)
    {
        var pieces = new List<Piece>(text.Pieces.Count);
        foreach (var piece in text.Pieces)
        {
            int? begin = null;
            var last = UnicodeScripts.Unknown;
            for (int at = piece.Start, length; at < piece.End; at += length)
            {
                Rune.DecodeFromUtf16(text.Text.Span[at..piece.End], out var rune, out length);
                var script = ScriptOf(rune);
                if (script == UnicodeScripts.Unknown || script == last) continue;
                if (begin is { } start) pieces.Add(new Piece(start, at));
                (begin, last) = (at, script);
            }

            if (begin is { } rest) pieces.Add(new Piece(rest, piece.End));
        }

        text.Replace(pieces);
    }

    private static int ScriptOf(Rune rune)
    {
        const int Space = ' ', ProlongedSoundMark = 0x30FC;
        if (rune.Value == Space || !UnicodeAges.IsAssigned(rune, 9)) return UnicodeScripts.Unknown;
        var script = UnicodeScripts.Of(rune);
        return script == Hiragana || script == Katakana || rune.Value == ProlongedSoundMark ? Han : script;
    }
}
