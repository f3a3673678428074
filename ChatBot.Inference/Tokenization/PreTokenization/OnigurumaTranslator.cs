using System.Text;
using System.Text.RegularExpressions;

namespace ChatBot.Inference.Tokenization.PreTokenization;

/// <summary>
/// Rewrites the regular expressions of tokenizer files, which are Oniguruma's (Ruby's syntax), for .NET: possessive quantifiers,
/// nested and intersected classes, scripts, POSIX brackets.
/// </summary>
internal sealed partial class OnigurumaTranslator
{
    private readonly string _pattern;
    private readonly StringBuilder _result = new();
    private int _at;

    private OnigurumaTranslator(string pattern) => _pattern = pattern;

    /// <exception cref="InvalidDataException">The expression is malformed or beyond translation.</exception>
    public static Regex ToRegex(string pattern)
    {
        try
        {
            var translator = new OnigurumaTranslator(pattern);
            translator.Alternatives();
            if (translator._at < pattern.Length) throw new InvalidDataException("unbalanced parenthesis");

            // In Ruby's syntax ^ and $ are at every line.
            return new Regex(translator._result.ToString(), RegexOptions.CultureInvariant | RegexOptions.Multiline);
        }
        catch (Exception e) when (e is ArgumentException or InvalidDataException)
        {
            throw new InvalidDataException($"the regular expression '{pattern}' cannot be used: {e.Message}", e);
        }
    }

    [GeneratedRegex(@"\G\?(?:<?[=!]|>|<[A-Za-z_]\w*>|[imx]*(?:-[imx]+)?[:)])", RegexOptions.CultureInvariant)]
    private static partial Regex GroupPrefix();

    [GeneratedRegex(@"\G\{(?:\d+(?:,\d*)?|,\d+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Interval();

    private void Alternatives()
    {
        while (_at < _pattern.Length && _pattern[_at] != ')')
        {
            if (_pattern[_at] == '|')
            {
                _result.Append('|');
                _at++;
                continue;
            }

            var start = _result.Length;
            Atom();
            Quantifier(start);
        }
    }

    private void Atom()
    {
        switch (_pattern[_at])
        {
            case '(':
                Group();
                break;
            case '[':
                _at++;
                _result.Append(new OnigurumaClass(_pattern, ref _at).ToFragment());
                break;
            case '\\':
                var item = OnigurumaEscapes.Read(_pattern, ref _at, inClass: false);
                _result.Append(item.IsClass ? $"[{item.Text}]" : item.Text);
                break;
            default:
                if (char.IsSurrogate(_pattern[_at])) throw new InvalidDataException("characters beyond U+FFFF are not supported in it");
                _result.Append(_pattern[_at++]);
                break;
        }
    }

    private void Group()
    {
        _result.Append('(');
        _at++;
        if (_at < _pattern.Length && _pattern[_at] == '?')
        {
            // Everything up to the group's body: (?:  (?i:  (?=  (?<!  (?>  (?<name>
            var length = GroupPrefix().Match(_pattern, _at).Length;
            if (length == 0) throw new InvalidDataException($"unknown group at {_at}");
            var prefix = _pattern.Substring(_at, length);
            _at += length;
            _result.Append(prefix.EndsWith(':') || prefix.EndsWith(')') ? prefix.Replace('m', 's') : prefix);
            if (prefix.EndsWith(')')) return;
        }

        Alternatives();
        if (_at >= _pattern.Length) throw new InvalidDataException("unbalanced parenthesis");
        _result.Append(')');
        _at++;
    }

    private void Quantifier(int start)
    {
        while (_at < _pattern.Length)
        {
            var interval = Interval().Match(_pattern, _at);
            if (interval.Success)
            {
                // Ruby's {,n} is {0,n}. An interval with + behind it is not possessive but repeated.
                _result.Append(interval.Value.Replace("{,", "{0,", StringComparison.Ordinal));
                _at += interval.Length;
                if (_at < _pattern.Length && _pattern[_at] == '?')
                {
                    _result.Append('?');
                    _at++;
                }
                else if (_at < _pattern.Length && _pattern[_at] is '+' or '*')
                {
                    _result.Insert(start, "(?:").Append(')');
                    continue;
                }

                return;
            }

            if (_pattern[_at] is not ('*' or '+' or '?')) return;
            _result.Append(_pattern[_at++]);
            if (_at >= _pattern.Length) return;
            if (_pattern[_at] == '?')
            {
                _result.Append('?');
                _at++;
            }
            else if (_pattern[_at] == '+')
            {
                _result.Insert(start, "(?>").Append(')');
                _at++;
            }

            return;
        }
    }
}
