namespace ChatBot.Web.Rendering;

/// <summary>What stands where a formula may begin.</summary>
internal enum MathState
{
    /// <summary>Plain text: a price, a shell variable, a delimiter nothing answers to.</summary>
    None,

    /// <summary>It may become a formula; the text so far does not tell.</summary>
    Open,

    /// <summary>A whole formula.</summary>
    Closed,
}

/// <summary>A place where a formula may begin.</summary>
/// <param name="State">What it is.</param>
/// <param name="Length">Of a closed formula with its delimiters, in UTF-16 code units; else 0.</param>
/// <param name="Delimiter">The length of one delimiter.</param>
internal readonly record struct MathMatch(MathState State, int Length = 0, int Delimiter = 0);

/// <summary>
/// Tells formulas from prices and shell variables: <c>$x$</c>, <c>$$x$$</c>, <c>\(x\)</c>, <c>\[x\]</c>. Reads from left to right and decides as
/// early as it can, so that what a growing text was taken for never changes: the parser and the completion of an open end both ask here.
/// </summary>
/// <remarks>The rules for <c>$x$</c> are Pandoc's (<c>tex_math_dollars</c>), made stricter where prose is full of prices.</remarks>
internal static class MathSyntax
{
    // A paragraph must not wait for ever for a dollar's partner.
    private const int LongestInline = 600;

    /// <summary>Looks at a delimiter inside a paragraph.</summary>
    /// <param name="text">The paragraph from the delimiter's first character on.</param>
    /// <param name="before">The character before; <c>'\0'</c> at the beginning, and right behind another formula.</param>
    /// <param name="complete">Whether the paragraph ends with the text.</param>
    public static MathMatch At(ReadOnlySpan<char> text, char before, bool complete) => text switch
    {
        ['\\', '(', ..] => Until(text, @"\)", complete),
        ['\\', '[', ..] => Until(text, @"\]", complete),
        ['$', '$', ..] => before == '$' ? default : Until(text, "$$", complete),
        ['$', ..] => Dollar(text, before, complete),
        _ => default,
    };

    /// <summary>Looks for the end of a display formula that begins a line; no empty line may come in between.</summary>
    /// <param name="text">The text from the delimiter's first character on, across lines, with whatever marks stand before them.</param>
    /// <param name="complete">Whether nothing follows the text.</param>
    public static MathMatch Display(ReadOnlySpan<char> text, bool complete)
    {
        var close = text switch { ['\\', '[', ..] => @"\]", ['$', '$', ..] => "$$", _ => null };
        if (close is null) return default;
        var end = EndOfParagraph(text);
        var match = Until(text[..end], close, complete: complete || end < text.Length);
        return match;
    }

    private static MathMatch Until(ReadOnlySpan<char> text, string close, bool complete)
    {
        for (var i = 2; i < text.Length; i++)
        {
            if (text[i..].StartsWith(close, StringComparison.Ordinal))
                return text[2..i].IsWhiteSpace() ? default : new(MathState.Closed, i + 2, 2);
            if (text[i] == '\\') i++;
        }

        return complete ? default : new(MathState.Open);
    }

    private static MathMatch Dollar(ReadOnlySpan<char> text, char before, bool complete)
    {
        if (char.IsAsciiLetterOrDigit(before) || before == '$') return default;
        if (text.Length == 1) return complete ? default : new(MathState.Open);
        if (char.IsWhiteSpace(text[1])) return default;

        var prose = new ProseDetector(text[1]);
        var depth = 0;
        for (var i = 1; i < text.Length; i++)
        {
            var c = text[i];
            var atEnd = i + 1 == text.Length;
            if (i > LongestInline || c == '`' || prose.IsProse(c, depth)) return default;
            switch (c)
            {
                case '\\':
                    prose.SkipCommand();
                    i++;
                    break;
                case '{':
                    depth++;
                    break;
                case '}':
                    depth--;
                    break;
                case '*' when !atEnd && text[i + 1] == '*':
                    return default;
                case '|' when char.IsAsciiDigit(text[1]):
                    return default;
                case '\n' when !atEnd && text[i + 1] is '|' or '\n':
                    return default;
                case '$' when depth <= 0:
                    if (!CanClose(text, i)) return default;
                    var follows = Follows(text[(i + 1)..], complete);
                    return follows == MathState.Closed ? new(MathState.Closed, i + 1, 1) : new(follows);
            }
        }

        return complete ? default : new(MathState.Open);
    }

    // "$5/$6", "$(a)/$(b)", "$x=$y": what ends so is no formula.
    private static bool CanClose(ReadOnlySpan<char> text, int at) => !char.IsWhiteSpace(text[at - 1]) && !"/([:;=\"–—".Contains(text[at - 1]);

    // A closing dollar before a digit, a letter or a brace opens a price or a variable; but "$n$th" is a formula, and "$d$$e$" are two.
    private static MathState Follows(ReadOnlySpan<char> rest, bool complete)
    {
        if (rest.IsEmpty) return complete ? MathState.Closed : MathState.Open;
        if (rest is "$") return complete ? MathState.None : MathState.Open;
        if (rest[0] == '$') return char.IsLetter(rest[1]) || rest[1] is '\\' or '(' ? MathState.Closed : MathState.None;
        if (!char.IsAsciiLetterOrDigit(rest[0]) && rest[0] != '{') return MathState.Closed;
        var length = rest.IndexOfAnyExceptInRange('a', 'z');
        var word = length < 0 ? rest : rest[..length];
        if (length < 0 && !complete && word.Length < 3) return MathState.Open;
        return word is "th" or "s" or "st" or "nd" or "rd" ? MathState.Closed : MathState.None;
    }

    private static int EndOfParagraph(ReadOnlySpan<char> text)
    {
        for (var at = text.IndexOf('\n'); at >= 0 && at < text.Length;)
        {
            var rest = text[(at + 1)..];
            var length = rest.IndexOf('\n');
            if (length < 0) return text.Length;
            var line = rest[..length].Trim(" \t\r>");
            if (line.IsEmpty || line.StartsWith("```")) return at + 1;
            at += 1 + length;
        }

        return text.Length;
    }

    // Plain words that follow each other, or follow an amount, are prose: "$HOME and …", "$5 per …". Words in braces belong to TeX.
    private struct ProseDetector(char first)
    {
        private readonly bool _amount = char.IsAsciiDigit(first);
        private bool _tex;
        private bool _command;
        private bool _afterWord;
        private bool _spaced;
        private int _word;

        public bool IsProse(char c, int depth)
        {
            if (char.IsLetter(c) && depth == 0)
            {
                if (_command) return false;
                _word++;
                if (_word == 1 && c >= '\u2E80') return _amount;
                return _amount && _word >= 3 && _spaced;
            }

            var ended = _word;
            _word = 0;
            _command = false;
            if (c is '^' or '_' or '{' or '=' or '<' or '>' or '+') _tex = true;
            var whole = ended >= 2 && (char.IsWhiteSpace(c) || c is '.' or ',');
            var prose = whole && ((_amount && _spaced) || (_afterWord && !_tex));
            if (ended > 0 || !char.IsWhiteSpace(c)) _afterWord = ended >= 2 && char.IsWhiteSpace(c);
            if (ended == 0 || char.IsWhiteSpace(c)) _spaced = char.IsWhiteSpace(c);
            return prose;
        }

        public void SkipCommand() => (_command, _tex, _word) = (true, true, 0);
    }
}
