using System.Globalization;

namespace ChatBot.Inference.Tokenization.PreTokenization;

/// <summary>The escapes of Oniguruma's syntax, as .NET writes them.</summary>
internal static class OnigurumaEscapes
{
    // As the reference's engine has them: circled letters are letters, and \w alone takes Latin-1's fractions and superscripts, too.
    private const string WordClass = @"\p{L}\p{M}\p{Nd}\p{Nl}\p{Pc}\u24B6-\u24E9";
    private const string LoneWordClass = WordClass + @"\u00B2\u00B3\u00B9\u00BC-\u00BE";
    private const string Hexadecimal = "0-9a-fA-F";
    private const string AlphabeticClass = @"\p{L}\p{Nl}\p{Mc}\u24B6-\u24E9";

    private const string GraphClass = @"\p{L}\p{M}\p{N}\p{P}\p{S}\p{Cf}\p{Co}";
    private const string UpperClass = @"\p{Lu}\u2160-\u216F\u24B6-\u24CF";

    // Small letters, and what Unicode calls lower case beside them.
    private const string LowerClass = @"\p{Ll}\u2170-\u217F\u24D0-\u24E9\u00AA\u00BA\u02B0-\u02B8\u02C0\u02C1\u02E0-\u02E4\u0345\u037A\u10FC"
        + @"\u1D2C-\u1D6A\u1D78\u1D9B-\u1DBF\u2071\u207F\u2090-\u209C\u2C7C\u2C7D\uA69C\uA69D\uA770\uA7F2-\uA7F4\uA7F8\uA7F9\uAB5C-\uAB5F\uAB69";

    private static readonly Dictionary<string, string> PosixClasses = new(StringComparer.OrdinalIgnoreCase)
    {
        ["alpha"] = AlphabeticClass,
        ["alphabetic"] = AlphabeticClass,
        ["alnum"] = $@"{AlphabeticClass}\p{{Nd}}",
        ["digit"] = @"\p{Nd}",
        ["space"] = @"\s",
        ["blank"] = @"\p{Zs}\t",
        ["upper"] = UpperClass,
        ["uppercase"] = UpperClass,
        ["lower"] = LowerClass,
        ["lowercase"] = LowerClass,
        ["punct"] = @"\p{P}\p{S}",
        ["cntrl"] = @"\p{Cc}",
        ["graph"] = GraphClass,
        ["print"] = GraphClass + @"\p{Zs}",
        ["ascii"] = @"\u0000-\u007F",
        ["any"] = @"\s\S",
        ["assigned"] = GraphClass + @"\p{Z}\p{Cc}",
        ["white_space"] = @"\s",
        ["word"] = WordClass,
        ["xdigit"] = Hexadecimal,
    };

    private static readonly Dictionary<string, string> Categories = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Letter"] = "L",
        ["Uppercase_Letter"] = "Lu",
        ["Lowercase_Letter"] = "Ll",
        ["Titlecase_Letter"] = "Lt",
        ["Modifier_Letter"] = "Lm",
        ["Other_Letter"] = "Lo",
        ["Mark"] = "M",
        ["Nonspacing_Mark"] = "Mn",
        ["Spacing_Mark"] = "Mc",
        ["Enclosing_Mark"] = "Me",
        ["Number"] = "N",
        ["Decimal_Number"] = "Nd",
        ["Letter_Number"] = "Nl",
        ["Other_Number"] = "No",
        ["Punctuation"] = "P",
        ["Symbol"] = "S",
        ["Math_Symbol"] = "Sm",
        ["Currency_Symbol"] = "Sc",
        ["Modifier_Symbol"] = "Sk",
        ["Other_Symbol"] = "So",
        ["Separator"] = "Z",
        ["Space_Separator"] = "Zs",
        ["Other"] = "C",
        ["Control"] = "Cc",
    };

    /// <summary>What an escape stands for: text for a pattern, or members for a class in brackets.</summary>
    public readonly record struct Item(string Text, bool IsClass);

    /// <summary>The members of a POSIX class such as <c>alpha</c>.</summary>
    public static bool TryPosix(string name, out string members) => PosixClasses.TryGetValue(name, out members!);

    /// <summary>Reads the escape at <paramref name="at"/>, which is at its backslash, and goes behind it.</summary>
    public static Item Read(string pattern, ref int at, bool inClass)
    {
        if (at + 1 >= pattern.Length) throw new InvalidDataException("it ends in a backslash");
        var kind = pattern[at + 1];
        at += 2;
        switch (kind)
        {
            case 'p' or 'P':
                return Property(pattern, kind == 'P', ref at);
            case 'w':
                return new Item(inClass ? WordClass : LoneWordClass, true);
            case 'W':
                return new Item(Complement(inClass ? WordClass : LoneWordClass), true);
            case 'b' when !inClass:
                return new Item($"(?:(?<=[{LoneWordClass}])(?![{LoneWordClass}])|(?<![{LoneWordClass}])(?=[{LoneWordClass}]))", false);
            case 'B' when !inClass:
                return new Item($"(?:(?<=[{LoneWordClass}])(?=[{LoneWordClass}])|(?<![{LoneWordClass}])(?![{LoneWordClass}]))", false);
            case 'h':
                return new Item(Hexadecimal, true);
            case 'H':
                return new Item(Complement(Hexadecimal), true);
            case 's' or 'S' or 'd' or 'D':
                return new Item($"\\{kind}", true);
            case 'x' or 'u':
                return new Item(CodeUnit(pattern, kind, ref at), false);
            case 'R':
                return new Item(@"(?>\r\n|[\n\v\f\r\u0085\u2028\u2029])", false);
            default:
                return new Item(char.IsAsciiLetterOrDigit(kind) ? $"\\{kind}" : Escape(kind), false);
        }
    }

    /// <summary>One character so that it has no meaning of its own, in a class or outside.</summary>
    public static string Escape(char unit) => unit < 0x80 && !char.IsAsciiLetterOrDigit(unit) && unit != '_'
        ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}")
        : unit.ToString();

    private static Item Property(string pattern, bool negated, ref int at)
    {
        string name;
        if (at < pattern.Length && pattern[at] == '{')
        {
            var close = pattern.IndexOf('}', at);
            if (close < 0) throw new InvalidDataException("an unclosed \\p{");
            name = pattern[(at + 1)..close];
            at = close + 1;
        }
        else
        {
            name = at < pattern.Length ? pattern[at++].ToString() : throw new InvalidDataException("an unfinished \\p");
        }

        if (name.StartsWith('^')) (name, negated) = (name[1..], !negated);
        name = name[(name.IndexOf('=') + 1)..];
        if (UnicodeScripts.TryMembers(name, out var members) || PosixClasses.TryGetValue(name, out members!))
        {
            return new Item(negated ? Complement(members) : members, true);
        }

        name = Categories.GetValueOrDefault(name, name);
        return new Item($"\\{(negated ? 'P' : 'p')}{{{name}}}", true);
    }

    // A class subtraction must stand alone in its brackets: whoever combines it with other members wraps it first.
    private static string Complement(string members) => $"^{members}";

    private static string CodeUnit(string pattern, char kind, ref int at)
    {
        int length;
        if (kind == 'x' && at < pattern.Length && pattern[at] == '{')
        {
            length = pattern.IndexOf('}', at) - at - 1;
            at++;
        }
        else
        {
            length = kind == 'u' ? 4 : 2;
        }

        if (length <= 0 || at + length > pattern.Length || !int.TryParse(
            pattern.AsSpan(at, length), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value))
        {
            throw new InvalidDataException("a malformed \\x or \\u");
        }

        at += length;
        if (at < pattern.Length && pattern[at] == '}' && kind == 'x') at++;
        return value <= 0xFFFF && !char.IsSurrogate((char)value)
            ? string.Create(CultureInfo.InvariantCulture, $"\\u{value:X4}")
            : throw new InvalidDataException("characters beyond U+FFFF are not supported in it");
    }
}
