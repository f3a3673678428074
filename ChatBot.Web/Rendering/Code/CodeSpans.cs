namespace ChatBot.Web.Rendering.Code;

/// <summary>Something in code that may reach over lines: a comment, a text, an element.</summary>
/// <param name="Open">Begins it.</param>
/// <param name="Close">Ends it.</param>
/// <param name="Lead">Put before a line that begins inside, so that it can be coloured alone; null: as <paramref name="Open"/>.</param>
/// <param name="Escapes">Whether a backslash hides its end.</param>
internal sealed record CodeSpan(string Open, string Close, string? Lead = null, bool Escapes = false)
{
    /// <summary>What to put before a line that begins inside.</summary>
    public string Before => Lead ?? Open;
}

/// <summary>
/// Follows what reaches over lines, so that each line of code can be coloured once, alone, and never again: a line is coloured with the
/// beginning before it and the end after it that it would need to stand alone. Thread-safe.
/// </summary>
internal sealed class CodeSpans
{
    private static readonly CodeSpan Block = new("/*", "*/");
    private static readonly CodeSpan Triple = new("\"\"\"", "\"\"\"");
    private static readonly CodeSpan TripleSingle = new("'''", "'''");
    private static readonly CodeSpan Backtick = new("`", "`", Escapes: true);

    private static readonly CodeSpans Slashes = new("//", Block);
    private static readonly CodeSpans Script = new("//", Block, Backtick);
    private static readonly CodeSpans TripleQuotes = new("//", Block, Triple);
    private static readonly CodeSpans Markup =
        new(null, new("<!--", "-->"), new("<script", "</script>", "<script>"), new("<style", "</style>", "<style>"), new("<", ">", "<a "))
        {
            Quotes = "",
        };

    private static readonly Dictionary<string, CodeSpans> ById = new()
    {
        ["javascript"] = Script,
        ["typescript"] = Script,
        ["cpp"] = Slashes,
        ["rust"] = Slashes,
        ["php"] = Slashes,
        ["json"] = Slashes,
        ["java"] = TripleQuotes,
        ["kotlin"] = TripleQuotes,
        ["swift"] = TripleQuotes,
        ["scala"] = TripleQuotes,
        ["dart"] = new("//", Block, Triple, TripleSingle),
        ["go"] = new("//", Block, new("`", "`")),
        ["c#"] = new("//", Block, Triple, new("@\"", "\"")),
        ["python"] = new("#", Triple with { Escapes = true }, TripleSingle with { Escapes = true }),
        ["toml"] = new("#", Triple, TripleSingle),
        ["css"] = new(null, Block),
        ["sql"] = new("--", Block),
        ["lua"] = new("--", new CodeSpan("--[[", "]]")),
        ["f#"] = new("//", new("(*", "*)"), Triple),
        ["haskell"] = new("--", new CodeSpan("{-", "-}")),
        ["powershell"] = new("#", new CodeSpan("<#", "#>")),
        ["html"] = Markup,
        ["xml"] = Markup,
    };

    private readonly string? _lineComment;
    private readonly CodeSpan[] _spans;

    private CodeSpans(string? lineComment, params CodeSpan[] spans) => (_lineComment, _spans) = (lineComment, spans);

    /// <summary>For a language in which nothing reaches over lines.</summary>
    public static CodeSpans None { get; } = new(null);

    private string Quotes { get; init; } = "\"'";

    /// <summary>What may reach over lines in a language.</summary>
    /// <param name="languageId">Its name in the highlighter.</param>
    public static CodeSpans For(string languageId) => ById.GetValueOrDefault(languageId, None);

    /// <summary>What a line ends inside of; null for nothing.</summary>
    /// <param name="line">The line.</param>
    /// <param name="inside">What it begins inside of.</param>
    public CodeSpan? After(ReadOnlySpan<char> line, CodeSpan? inside)
    {
        var at = 0;
        if (inside is not null && !SkipToEnd(line, ref at, inside)) return inside;
        while (at < line.Length)
        {
            if (BeginsSpan(line, at) is { } span)
            {
                at += span.Open.Length;
                if (!SkipToEnd(line, ref at, span)) return span;
            }
            else if (BeginsLineComment(line, at))
            {
                return null;
            }
            else
            {
                at += QuotedLength(line[at..]);
            }
        }

        return null;
    }

    private CodeSpan? BeginsSpan(ReadOnlySpan<char> line, int at)
    {
        foreach (var span in _spans)
        {
            if (line[at..].StartsWith(span.Open, StringComparison.Ordinal)) return span;
        }

        return null;
    }

    private bool BeginsLineComment(ReadOnlySpan<char> line, int at) =>
        _lineComment is not null && line[at..].StartsWith(_lineComment, StringComparison.Ordinal)
        && (_lineComment != "#" || at == 0 || char.IsWhiteSpace(line[at - 1]));

    // A text within its quotes; a lone quote is a letter.
    private int QuotedLength(ReadOnlySpan<char> rest)
    {
        if (!Quotes.Contains(rest[0], StringComparison.Ordinal)) return 1;
        for (var i = 1; i < rest.Length; i++)
        {
            if (rest[i] == '\\') i++;
            else if (rest[i] == rest[0]) return i + 1;
        }

        return 1;
    }

    private static bool SkipToEnd(ReadOnlySpan<char> line, ref int at, CodeSpan span)
    {
        for (; at < line.Length; at++)
        {
            if (span.Escapes && line[at] == '\\')
            {
                at++;
            }
            else if (line[at..].StartsWith(span.Close, StringComparison.Ordinal))
            {
                at += span.Close.Length;
                return true;
            }
        }

        return false;
    }
}
