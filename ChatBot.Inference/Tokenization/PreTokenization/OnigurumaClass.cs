using System.Text;

namespace ChatBot.Inference.Tokenization.PreTokenization;

/// <summary>
/// A class in brackets. Simple members stay one .NET class; nested, negated and intersected ones become look-aheads on one
/// character, which .NET's classes cannot express.
/// </summary>
internal sealed class OnigurumaClass
{
    private readonly bool _negated;
    private readonly StringBuilder _members = new();
    private readonly List<string> _others = [];
    private readonly List<string> _operands = [];

    /// <param name="pattern">The whole expression.</param>
    /// <param name="at">Behind the opening bracket; afterwards behind the closing one.</param>
    public OnigurumaClass(string pattern, ref int at)
    {
        if (at < pattern.Length && pattern[at] == '^')
        {
            _negated = true;
            at++;
        }

        for (var first = true; ; first = false)
        {
            if (at >= pattern.Length) throw new InvalidDataException("an unclosed [");
            if (pattern[at] == ']' && !first) break;
            if (pattern.AsSpan(at).StartsWith("&&"))
            {
                at += 2;
                _operands.Add(Union());
            }
            else
            {
                Member(pattern, ref at);
            }
        }

        at++;
    }

    /// <summary>The class as an expression for exactly one character.</summary>
    public string ToFragment()
    {
        if (_operands.Count == 0 && _others.Count == 0 && _members.Length > 0) return $"[{(_negated ? "^" : "")}{_members}]";
        _operands.Add(Union());
        if (_negated) return $"(?:(?!{string.Concat(_operands.Select(operand => $"(?={operand})"))})[\\s\\S])";
        return $"(?:{string.Concat(_operands.Take(_operands.Count - 1).Select(operand => $"(?={operand})"))}{_operands[^1]})";
    }

    /// <summary>The members so far as one expression, and starts the next operand of an intersection.</summary>
    private string Union()
    {
        var parts = _members.Length > 0 ? _others.Prepend($"[{_members}]") : _others;
        var union = string.Join('|', parts);
        _members.Clear();
        _others.Clear();
        return union.Length > 0 ? $"(?:{union})" : "(?!)";
    }

    private void Member(string pattern, ref int at)
    {
        if (pattern[at] == '[')
        {
            if (TryPosix(pattern, ref at)) return;
            at++;
            var nested = new OnigurumaClass(pattern, ref at);
            if (!nested._negated && nested._operands.Count == 0 && nested._others.Count == 0) _members.Append(nested._members);
            else _others.Add(nested.ToFragment());
            return;
        }

        var low = Single(pattern, ref at, out var isClass);
        if (isClass)
        {
            if (low.StartsWith('^')) _others.Add($"[{low}]");
            else _members.Append(low);
            return;
        }

        _members.Append(low);
        if (at + 1 < pattern.Length && pattern[at] == '-' && pattern[at + 1] is not (']' or '['))
        {
            at++;
            var high = Single(pattern, ref at, out isClass);
            _members.Append(isClass ? "\\-" : "-").Append(high);
        }
    }

    private static string Single(string pattern, ref int at, out bool isClass)
    {
        isClass = false;
        if (pattern[at] == '\\')
        {
            if (at + 1 < pattern.Length && pattern[at + 1] == 'b')
            {
                at += 2;
                return "\\u0008";
            }

            var item = OnigurumaEscapes.Read(pattern, ref at, inClass: true);
            isClass = item.IsClass;
            return item.Text;
        }

        if (char.IsSurrogate(pattern[at])) throw new InvalidDataException("characters beyond U+FFFF are not supported in it");
        return OnigurumaEscapes.Escape(pattern[at++]);
    }

    private bool TryPosix(string pattern, ref int at)
    {
        if (at + 1 >= pattern.Length || pattern[at + 1] != ':') return false;
        var close = pattern.IndexOf(":]", at + 2, StringComparison.Ordinal);
        if (close < 0) return false;
        var name = pattern[(at + 2)..close];
        var negated = name.StartsWith('^');
        if (!OnigurumaEscapes.TryPosix(negated ? name[1..] : name, out var members)) return false;
        if (negated) _others.Add($"[^{members}]");
        else _members.Append(members);
        at = close + 2;
        return true;
    }
}
