namespace ChatBot.Inference.Templates.Jinja.Syntax;

/// <summary>
/// Cuts a template into tokens as Jinja2 does with <c>trim_blocks</c> and <c>lstrip_blocks</c>, which is how chat templates are
/// written: a line's indentation before a block tag and the line end behind it vanish, <c>-</c> and <c>+</c> override that.
/// </summary>
internal sealed class Lexer
{
    private readonly string _source;
    private readonly List<Token> _tokens = [];
    private readonly LineCounter _lines;
    private int _at;
    private bool _atLineStart = true;

    private Lexer(string source)
    {
        source = source.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        _source = source.EndsWith('\n') ? source[..^1] : source;
        _lines = new LineCounter(_source);
    }

    /// <summary>All tokens, the last of them <see cref="TokenKind.End"/>.</summary>
    /// <exception cref="TemplateException">The template is malformed.</exception>
    public static IReadOnlyList<Token> Tokenize(string source)
    {
        var lexer = new Lexer(source);
        while (lexer._at < lexer._source.Length) lexer.Root();
        lexer.Add(TokenKind.End, "", lexer._at);
        return lexer._tokens;
    }

    private void Root()
    {
        var start = _at;
        var tag = _at;
        while (true)
        {
            tag = _source.IndexOf('{', tag);
            if (tag < 0 || tag + 1 >= _source.Length)
            {
                Add(TokenKind.Data, _source[start..], start);
                _at = _source.Length;
                return;
            }

            if (_source[tag + 1] is '{' or '%' or '#') break;
            tag++;
        }

        var kind = _source[tag + 1];
        _at = tag + 2;
        var sign = _at < _source.Length && _source[_at] is '-' or '+' ? _source[_at++] : ' ';
        AddData(start, tag, sign, isVariable: kind == '{');
        switch (kind)
        {
            case '#':
                Comment(tag);
                break;
            case '{':
                Add(TokenKind.VariableBegin, "{{", tag);
                Tag(tag, isBlock: false);
                break;
            default:
                if (TryRaw()) break;
                Add(TokenKind.BlockBegin, "{%", tag);
                Tag(tag, isBlock: true);
                break;
        }
    }

    /// <summary>Adds the text before a tag, without what the tag's sign and the line rule take away.</summary>
    private void AddData(int start, int end, char sign, bool isVariable)
    {
        var text = _source.AsSpan(start, end - start);
        if (sign == '-')
        {
            text = PythonText.TrimEnd(text);
        }
        else if (sign != '+' && !isVariable)
        {
            var line = text.LastIndexOf('\n') + 1;
            if ((line > 0 || _atLineStart) && PythonText.TrimEnd(text[line..]).IsEmpty) text = text[..line];
        }

        if (!text.IsEmpty) Add(TokenKind.Data, text.ToString(), start);
        _atLineStart = false;
    }

    private void Comment(int tag)
    {
        var end = _source.IndexOf("#}", _at, StringComparison.Ordinal);
        if (end < 0) throw Error("a comment is not closed", tag);
        var sign = end > _at ? _source[end - 1] : ' ';
        _at = end + 2;
        AfterTag(sign, trimLine: true);
    }

    /// <summary>Skips what a closing tag takes of the text behind it.</summary>
    private void AfterTag(char sign, bool trimLine)
    {
        var start = _at;
        if (sign == '-')
        {
            while (_at < _source.Length && PythonText.IsSpace(_source[_at])) _at++;
        }
        else if (sign != '+' && trimLine && _at < _source.Length && _source[_at] == '\n')
        {
            _at++;
        }

        _atLineStart = _at > start && _source[_at - 1] == '\n';
    }

    /// <summary>At <c>{% raw %}</c> takes everything up to <c>{% endraw %}</c> as text.</summary>
    private bool TryRaw()
    {
        if (!TryTagOf("raw", _at, out var behind, out var sign)) return false;
        var start = _at = behind;
        if (sign == '-') while (start < _source.Length && PythonText.IsSpace(_source[start])) start++;
        for (var end = start; (end = _source.IndexOf("{%", end, StringComparison.Ordinal)) >= 0; end += 2)
        {
            var inner = end + 2;
            var open = inner < _source.Length && _source[inner] is '-' or '+' ? _source[inner++] : ' ';
            if (!TryTagOf("endraw", inner, out behind, out sign)) continue;
            _atLineStart = false;
            AddData(start, end, open, isVariable: false);
            _at = behind;
            AfterTag(sign, trimLine: true);
            return true;
        }

        throw Error("a raw block is not closed", start);
    }

    private bool TryTagOf(string name, int at, out int behind, out char sign)
    {
        (behind, sign) = (at, ' ');
        while (at < _source.Length && PythonText.IsSpace(_source[at])) at++;
        if (string.CompareOrdinal(_source, at, name, 0, name.Length) != 0) return false;
        at += name.Length;
        while (at < _source.Length && PythonText.IsSpace(_source[at])) at++;
        if (at < _source.Length && _source[at] is '-' or '+') sign = _source[at++];
        if (string.CompareOrdinal(_source, at, "%}", 0, 2) != 0) return false;
        behind = at + 2;
        return true;
    }

    private void Tag(int tag, bool isBlock)
    {
        var brackets = new Stack<char>();
        var close = isBlock ? "%}" : "}}";
        while (_at < _source.Length)
        {
            if (PythonText.IsSpace(_source[_at]))
            {
                _at++;
                continue;
            }

            if (brackets.Count == 0)
            {
                var sign = _source[_at] == '-' || (isBlock && _source[_at] == '+') ? _source[_at] : ' ';
                var end = sign == ' ' ? _at : _at + 1;
                if (string.CompareOrdinal(_source, end, close, 0, 2) == 0)
                {
                    Add(isBlock ? TokenKind.BlockEnd : TokenKind.VariableEnd, close, _at);
                    _at = end + 2;
                    AfterTag(sign, trimLine: isBlock);
                    return;
                }
            }

            var start = _at;
            var token = TagScanner.Next(_source, ref _at) ?? throw Error($"unexpected '{_source[start]}'", start);
            if (token.Kind == TokenKind.Operator) Balance(token.Text, brackets, start);
            _tokens.Add(token with { Line = _lines.At(start) });
        }

        throw Error(isBlock ? "a {% tag is not closed" : "a {{ tag is not closed", tag);
    }

    private void Balance(string text, Stack<char> brackets, int start)
    {
        switch (text)
        {
            case "(":
                brackets.Push(')');
                break;
            case "[":
                brackets.Push(']');
                break;
            case "{":
                brackets.Push('}');
                break;
            case ")" or "]" or "}":
                if (!brackets.TryPop(out var expected) || expected != text[0]) throw Error($"unexpected '{text}'", start);
                break;
        }
    }

    private void Add(TokenKind kind, string text, int at) => _tokens.Add(new Token(kind, text, _lines.At(at)));

    private TemplateException Error(string reason, int at) => new($"{reason} (line {_lines.At(at)})");

    /// <summary>Line numbers for ascending positions.</summary>
    private sealed class LineCounter(string source)
    {
        private int _position;
        private int _line = 1;

        public int At(int position)
        {
            if (position < _position) return 1 + source.AsSpan(0, position).Count('\n');
            _line += source.AsSpan(_position, position - _position).Count('\n');
            _position = position;
            return _line;
        }
    }
}
