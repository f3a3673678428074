using System.Globalization;
using System.Text.RegularExpressions;

namespace ChatBot.Inference.Templates.Jinja.Syntax;

/// <summary>Reads single tokens within a tag.</summary>
internal static partial class TagScanner
{
    private static readonly string[] Operators =
        ["//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<", "=", ".", ":", "|", ",", ";"];

    /// <summary>The token at a position that is no white space, or null; moves behind it.</summary>
    public static Token? Next(string source, ref int at)
    {
        var unit = source[at];
        if (unit is '\'' or '"') return Text(source, ref at);
        if (char.IsAsciiDigit(unit)) return Number(source, ref at);
        if (unit == '_' || char.IsLetter(unit))
        {
            var start = at;
            while (at < source.Length && (source[at] == '_' || char.IsLetterOrDigit(source[at]))) at++;
            return new Token(TokenKind.Name, source[start..at], 0);
        }

        foreach (var text in Operators)
        {
            if (string.CompareOrdinal(source, at, text, 0, text.Length) != 0) continue;
            at += text.Length;
            return new Token(TokenKind.Operator, text, 0);
        }

        return null;
    }

    [GeneratedRegex(@"\G(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?[eE][+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex Float();

    [GeneratedRegex(@"\G(?:0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[0-9a-fA-F])+|[1-9](?:_?\d)*|0(?:_?0)*)", RegexOptions.CultureInvariant)]
    private static partial Regex Integer();

    private static Token? Text(string source, ref int at)
    {
        var start = at;
        for (var i = at + 1; i < source.Length; i++)
        {
            if (source[i] == '\\')
            {
                i++;
            }
            else if (source[i] == source[start])
            {
                at = i + 1;
                return new Token(TokenKind.Text, PythonText.Unescape(source.AsSpan(start + 1, i - start - 1)), 0);
            }
        }

        return null;
    }

    private static Token? Number(string source, ref int at)
    {
        // A number right behind a point is an index, as in a.0.1.
        var match = at > 0 && source[at - 1] == '.' ? Match.Empty : Float().Match(source, at);
        if (match.Success)
        {
            at += match.Length;
            var value = double.Parse(match.Value.Replace("_", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
            return new Token(TokenKind.Float, match.Value, 0, value);
        }

        match = Integer().Match(source, at);
        if (!match.Success) return null;
        at += match.Length;
        return new Token(TokenKind.Integer, match.Value, 0, Whole(match.Value.Replace("_", "", StringComparison.Ordinal)));
    }

    private static long Whole(string digits)
    {
        try
        {
            return digits.Length > 1 && digits[0] == '0' && char.IsLetter(digits[1])
                ? Convert.ToInt64(digits[2..], char.ToLowerInvariant(digits[1]) switch { 'b' => 2, 'o' => 8, _ => 16 })
                : long.Parse(digits, CultureInfo.InvariantCulture);
        }
        catch (OverflowException e)
        {
            throw new TemplateException($"the number {digits} is too large", e);
        }
    }
}
