using System.Globalization;
using System.Text;

namespace ChatBot.Inference.Templates.Jinja.Syntax;

/// <summary>What Python takes for white space, and the escapes of its text literals.</summary>
internal static class PythonText
{
    /// <summary>Python's <c>str.isspace</c>: Unicode white space and the four separators that .NET leaves out.</summary>
    public static bool IsSpace(char unit) => char.IsWhiteSpace(unit) || unit is >= '\u001C' and <= '\u001F';

    public static ReadOnlySpan<char> TrimStart(ReadOnlySpan<char> text)
    {
        var start = 0;
        while (start < text.Length && IsSpace(text[start])) start++;
        return text[start..];
    }

    public static ReadOnlySpan<char> TrimEnd(ReadOnlySpan<char> text)
    {
        var end = text.Length;
        while (end > 0 && IsSpace(text[end - 1])) end--;
        return text[..end];
    }

    /// <summary>Resolves the escapes of a literal; an unknown one stays as it is, backslash included.</summary>
    public static string Unescape(ReadOnlySpan<char> literal)
    {
        if (!literal.Contains('\\')) return literal.ToString();
        var result = new StringBuilder(literal.Length);
        for (var i = 0; i < literal.Length; i++)
        {
            if (literal[i] != '\\' || i + 1 == literal.Length)
            {
                result.Append(literal[i]);
                continue;
            }

            var kind = literal[++i];
            var simple = "\\'\"abfnrtv\n".IndexOf(kind, StringComparison.Ordinal);
            if (simple >= 0)
            {
                if (kind != '\n') result.Append("\\'\"\a\b\f\n\r\t\v"[simple]);
            }
            else if (kind is >= '0' and <= '7')
            {
                var length = 1;
                while (length < 3 && i + length < literal.Length && literal[i + length] is >= '0' and <= '7') length++;
                result.Append((char)Convert.ToInt32(literal.Slice(i, length).ToString(), 8));
                i += length - 1;
            }
            else if (kind is 'x' or 'u' or 'U')
            {
                i += AppendHex(literal[(i + 1)..], kind == 'x' ? 2 : kind == 'u' ? 4 : 8, result);
            }
            else
            {
                result.Append('\\').Append(kind);
            }
        }

        return result.ToString();
    }

    private static int AppendHex(ReadOnlySpan<char> rest, int length, StringBuilder result)
    {
        if (rest.Length < length || !int.TryParse(rest[..length], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            || value > 0x10FFFF)
        {
            throw new TemplateException("a truncated or impossible escape in a text");
        }

        if (value > 0xFFFF) result.Append(new Rune(value).ToString());
        else result.Append((char)value);
        return length;
    }
}
