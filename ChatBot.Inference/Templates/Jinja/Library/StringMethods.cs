using System.Globalization;
using System.Text;
using ChatBot.Inference.Templates.Jinja.Syntax;
using ChatBot.Inference.Templates.Jinja.Values;

namespace ChatBot.Inference.Templates.Jinja.Library;

/// <summary>Python's methods of text.</summary>
internal static class StringMethods
{
    private delegate object? Method(RenderContext context, string text, CallArguments arguments);

    private static readonly Dictionary<string, Method> Methods = new(StringComparer.Ordinal)
    {
        ["strip"] = (_, text, arguments) => Strip(text, arguments.Get(0, "chars"), true, true),
        ["lstrip"] = (_, text, arguments) => Strip(text, arguments.Get(0, "chars"), true, false),
        ["rstrip"] = (_, text, arguments) => Strip(text, arguments.Get(0, "chars"), false, true),
        ["upper"] = (_, text, _) => LetterCase.Upper(text),
        ["lower"] = (_, text, _) => LetterCase.Lower(text),
        ["casefold"] = (_, text, _) => LetterCase.Fold(text),
        ["capitalize"] = (_, text, _) => LetterCase.Capitalize(text),
        ["title"] = (_, text, _) => LetterCase.Title(text),
        ["swapcase"] = (_, text, _) => LetterCase.Swap(text),
        ["startswith"] = (_, text, arguments) => IsAt(text, arguments, (part, wanted) => part.StartsWith(wanted, StringComparison.Ordinal)),
        ["endswith"] = (_, text, arguments) => IsAt(text, arguments, (part, wanted) => part.EndsWith(wanted, StringComparison.Ordinal)),
        ["removeprefix"] = (_, text, arguments) =>
            text.StartsWith(arguments.RequireText(0, "prefix"), StringComparison.Ordinal) ? text[arguments.RequireText(0, "prefix").Length..] : text,
        ["removesuffix"] = (_, text, arguments) =>
            text.EndsWith(arguments.RequireText(0, "suffix"), StringComparison.Ordinal) ? text[..^arguments.RequireText(0, "suffix").Length] : text,
        ["split"] = (context, text, arguments) => Splitting.Split(context, text, arguments, fromRight: false),
        ["rsplit"] = (context, text, arguments) => Splitting.Split(context, text, arguments, fromRight: true),
        ["splitlines"] = (context, text, arguments) => Splitting.Lines(context, text, arguments.Flag(0, "keepends")),
        ["partition"] = (_, text, arguments) => Splitting.Partition(text, arguments.RequireText(0, "sep"), last: false),
        ["rpartition"] = (_, text, arguments) => Splitting.Partition(text, arguments.RequireText(0, "sep"), last: true),
        ["join"] = (context, text, arguments) => Join(context, text, arguments),
        ["replace"] = (context, text, arguments) => Replace(
            context, text, arguments.RequireText(0, "old"), arguments.RequireText(1, "new"), arguments.Whole(2, "count", -1)),
        ["find"] = (_, text, arguments) => Find(text, arguments, last: false),
        ["rfind"] = (_, text, arguments) => Find(text, arguments, last: true),
        ["index"] = (_, text, arguments) => Find(text, arguments, last: false) is >= 0 and var at ? at : throw new TemplateException("substring not found"),
        ["rindex"] = (_, text, arguments) => Find(text, arguments, last: true) is >= 0 and var at ? at : throw new TemplateException("substring not found"),
        ["count"] = (_, text, arguments) => Count(text, arguments),
        ["ljust"] = (context, text, arguments) => Pad(context, text, arguments, 0, 1),
        ["rjust"] = (context, text, arguments) => Pad(context, text, arguments, 1, 0),
        ["center"] = (context, text, arguments) => Pad(context, text, arguments, 1, 1),
        ["zfill"] = (context, text, arguments) => ZeroFill(context, text, arguments.Whole(0, "width", 0)),
        ["format"] = (context, text, arguments) => Formatting.Braces(context, text, arguments),
        ["expandtabs"] = (context, text, arguments) => ExpandTabs(context, text, (int)Math.Clamp(arguments.Whole(0, "tabsize", 8), 0, 64)),
        ["isalpha"] = (_, text, _) => All(text, Rune.IsLetter),
        ["isalnum"] = (_, text, _) => All(text, rune => Rune.IsLetter(rune) || Rune.IsNumber(rune)),
        ["isdigit"] = (_, text, _) => All(text, rune => Rune.IsDigit(rune) || CharUnicodeInfo.GetDigitValue(rune.ToString(), 0) >= 0),
        ["isdecimal"] = (_, text, _) => All(text, Rune.IsDigit),
        ["isnumeric"] = (_, text, _) => All(text, Rune.IsNumber),
        ["isspace"] = (_, text, _) => text.Length > 0 && text.All(PythonText.IsSpace),
        ["isascii"] = (_, text, _) => text.All(char.IsAscii),
        ["islower"] = (_, text, _) => LetterCase.IsAll(text, upper: false),
        ["isupper"] = (_, text, _) => LetterCase.IsAll(text, upper: true),
        ["istitle"] = (_, text, _) => LetterCase.IsTitle(text),
        ["isprintable"] = (_, text, _) => text.EnumerateRunes().All(Text.IsPrintable),
        ["isidentifier"] = (_, text, _) => text.Length > 0 && !Rune.IsNumber(Rune.GetRuneAt(text, 0))
            && text.EnumerateRunes().All(rune => rune.Value == '_' || Rune.IsLetterOrDigit(rune)),
    };

    /// <summary>The method of a text, or null.</summary>
    public static TemplateFunction? Find(string text, string name) => Methods.TryGetValue(name, out var method)
        ? new TemplateFunction(name, (context, arguments) =>
        {
            context.Budget.Produce(text.Length);
            return method(context, text, arguments);
        })
        : null;

    public static string Strip(string text, object? characters, bool left, bool right)
    {
        var set = characters switch
        {
            null => null,
            string some => some,
            Undefined undefined => throw undefined.Error(),
            _ => throw new TemplateException("strip arg must be None or str"),
        };
        var (start, end) = (0, text.Length);
        while (left && start < end && IsIn(text[start])) start++;
        while (right && end > start && IsIn(text[end - 1])) end--;
        return text[start..end];

        bool IsIn(char unit) => set is null ? PythonText.IsSpace(unit) : set.Contains(unit);
    }

    public static string Replace(RenderContext context, string text, string old, string replacement, long count)
    {
        if (count == 0) return text;
        var result = new StringBuilder();
        var at = 0;
        var left = count < 0 ? long.MaxValue : count;
        if (old.Length == 0)
        {
            // As Python does: before every character and at the end.
            for (int i = 0, length; i < text.Length; i += length)
            {
                length = char.IsHighSurrogate(text[i]) && i + 1 < text.Length ? 2 : 1;
                if (left-- > 0) Add(replacement);
                Add(text.AsSpan(i, length));
            }

            if (left > 0) Add(replacement);
            return result.ToString();
        }

        for (int found; left-- > 0 && (found = text.IndexOf(old, at, StringComparison.Ordinal)) >= 0; at = found + old.Length)
        {
            Add(text.AsSpan(at, found - at));
            Add(replacement);
        }

        Add(text.AsSpan(at));
        return result.ToString();

        void Add(ReadOnlySpan<char> part)
        {
            context.Budget.Produce(part.Length);
            result.Append(part);
        }
    }

    public static object Join(RenderContext context, string separator, CallArguments arguments)
    {
        var items = Value.Items(arguments.Require(0, "iterable"));
        var result = new StringBuilder();
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is not string item)
            {
                throw new TemplateException($"sequence item {i}: expected str instance, {Value.TypeName(items[i])} found");
            }

            context.Budget.Produce(separator.Length + item.Length);
            if (i > 0) result.Append(separator);
            result.Append(item);
        }

        return result.ToString();
    }

    /// <summary>Pads to a width; the weights tell how much of the space goes to which side.</summary>
    public static string Pad(RenderContext context, string text, CallArguments arguments, int left, int right, long missing = 0)
    {
        var width = arguments.Whole(0, "width", missing);
        var fill = arguments.Get(1, "fillchar") as string ?? " ";
        var space = width - Text.Length(text);
        if (space <= 0) return text;
        context.Budget.Produce(space);

        // Python puts the odd space of a centred text to the left where the width is odd.
        var before = left == 0 ? 0 : right == 0 ? space : (space / 2) + (space & width & 1);
        return string.Concat(Enumerable.Repeat(fill, (int)before)) + text + string.Concat(Enumerable.Repeat(fill, (int)(space - before)));
    }

    private static bool IsAt(string text, CallArguments arguments, Func<string, string, bool> test)
    {
        var wanted = arguments.Require(0, "prefix");
        if (Part(text, arguments) is not var (from, to)) return false;
        var part = text[from..to];
        return wanted is TemplateTuple any
            ? any.Any(item => item is string one && test(part, one))
            : test(part, arguments.RequireText(0, "prefix"));
    }

    private static long Find(string text, CallArguments arguments, bool last)
    {
        var wanted = arguments.RequireText(0, "sub");
        if (Part(text, arguments) is not var (from, to)) return -1;
        var part = text.AsSpan(from, to - from);
        var at = last ? part.LastIndexOf(wanted, StringComparison.Ordinal) : part.IndexOf(wanted, StringComparison.Ordinal);
        return at < 0 ? -1 : Text.Length(text[..(from + at)]);
    }

    private static long Count(string text, CallArguments arguments)
    {
        var wanted = arguments.RequireText(0, "sub");
        if (Part(text, arguments) is not var (from, to)) return 0;
        if (wanted.Length == 0) return Text.Length(text[from..to]) + 1;
        long count = 0;
        for (var at = from; (at = text.IndexOf(wanted, at, to - at, StringComparison.Ordinal)) >= 0; at += wanted.Length) count++;
        return count;
    }

    /// <summary>The UTF-16 range of the second and third argument, which count characters, from the end where negative; null for none.</summary>
    private static (int From, int To)? Part(string text, CallArguments arguments)
    {
        var length = Text.Length(text);
        var start = Bound(arguments.Whole(1, "start", 0));
        var stop = Math.Min(length, Bound(arguments.Whole(2, "end", length)));
        return start <= stop ? (Text.OffsetOf(text, (int)start), Text.OffsetOf(text, (int)stop)) : null;

        long Bound(long value) => value < 0 ? Math.Max(0, value + length) : value;
    }

    private static string ZeroFill(RenderContext context, string text, long width)
    {
        var zeros = width - Text.Length(text);
        if (zeros <= 0) return text;
        context.Budget.Produce(zeros);
        var sign = text.StartsWith('-') || text.StartsWith('+') ? text[..1] : "";
        return sign + new string('0', (int)zeros) + text[sign.Length..];
    }

    private static string ExpandTabs(RenderContext context, string text, int size)
    {
        var result = new StringBuilder();
        var column = 0;
        foreach (var unit in text)
        {
            if (unit != '\t')
            {
                result.Append(unit);
                column = unit is '\n' or '\r' ? 0 : column + 1;
                continue;
            }

            var spaces = size == 0 ? 0 : size - (column % size);
            context.Budget.Produce(spaces);
            result.Append(' ', spaces);
            column += spaces;
        }

        return result.ToString();
    }

    private static bool All(string text, Func<Rune, bool> test) => text.Length > 0 && text.EnumerateRunes().All(test);
}
