using System.Text;
using System.Text.RegularExpressions;
using ChatBot.Inference.Templates.Jinja.Syntax;
using ChatBot.Inference.Templates.Jinja.Values;
using Text = ChatBot.Inference.Templates.Jinja.Values.Text;

namespace ChatBot.Inference.Templates.Jinja.Library;

/// <summary>Filters of text. Nothing is ever escaped on its own: prompts are no HTML.</summary>
internal static partial class TextFilters
{
    public static IEnumerable<KeyValuePair<string, Filter>> All { get; } = new Dictionary<string, Filter>
    {
        ["string"] = (_, value, _) => Text.Str(value),
        ["safe"] = (_, value, _) => Text.Str(value),
        ["upper"] = (_, value, _) => LetterCase.Upper(Text.Str(value)),
        ["lower"] = (_, value, _) => LetterCase.Lower(Text.Str(value)),
        ["capitalize"] = (_, value, _) => LetterCase.Capitalize(Text.Str(value)),
        ["title"] = (_, value, _) => Title(Text.Str(value)),
        ["trim"] = (_, value, arguments) => StringMethods.Strip(Text.Str(value), arguments.Get(0, "chars"), true, true),
        ["replace"] = (context, value, arguments) => StringMethods.Replace(
            context, Text.Str(value), Text.Str(arguments.Require(0, "old")), Text.Str(arguments.Require(1, "new")), arguments.Whole(2, "count", -1)),
        ["indent"] = Indent,
        ["truncate"] = (_, value, arguments) => Truncate(value, arguments),
        ["wordwrap"] = (context, value, arguments) => TextWrapping.Wrap(context, value, arguments),
        ["pprint"] = (context, value, _) => PrettyPrinter.Write(context, value),
        ["xmlattr"] = Attributes,
        ["center"] = (context, value, arguments) => StringMethods.Pad(context, Text.Str(value), arguments, 1, 1, 80),
        ["wordcount"] = (_, value, _) => (long)Word().Count(Text.Str(value)),
        ["format"] = (context, value, arguments) => Formatting.Percent(context, Text.Str(value), Packed(arguments)),
        ["escape"] = (context, value, _) => Escape(context, Text.Str(value)),
        ["e"] = (context, value, _) => Escape(context, Text.Str(value)),
        ["forceescape"] = (context, value, _) => Escape(context, Text.Str(value)),
        ["striptags"] = (context, value, _) => StripTags(context, Text.Str(value)),
        ["urlencode"] = (context, value, _) => UrlEncode(context, value),
        ["tojson"] = JsonWriter.Write,
    };

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();

    [GeneratedRegex(@"([-\s({\[<]+)")]
    private static partial Regex WordBorder();

    private static string Title(string text) => string.Concat(WordBorder().Split(text).Where(part => part.Length > 0).Select(part =>
    {
        var first = char.IsHighSurrogate(part[0]) && part.Length > 1 ? 2 : 1;
        return LetterCase.Upper(part[..first]) + LetterCase.Lower(part[first..]);
    }));

    private static string Indent(RenderContext context, object? value, CallArguments arguments)
    {
        var indent = arguments.Get(0, "width") is string given ? given : new string(' ', (int)Math.Clamp(arguments.Whole(0, "width", 4), 0, 1000));
        var (first, blank) = (arguments.Flag(1, "first"), arguments.Flag(2, "blank"));
        var lines = Splitting.Lines(context, $"{Text.Str(value)}\n", keepEnds: false);
        context.Budget.Produce(indent.Length * (long)lines.Count);
        var result = new StringBuilder();
        for (var i = 0; i < lines.Count; i++)
        {
            var line = (string)lines[i]!;
            if (i > 0) result.Append('\n');
            if (i == 0 ? first : blank || line.Length > 0) result.Append(indent);
            result.Append(line);
        }

        return result.ToString();
    }

    private static object? Truncate(object? value, CallArguments arguments)
    {
        var length = arguments.Whole(0, "length", 255);
        var end = arguments.Get(2, "end") as string ?? "...";
        if (Value.Length(value) <= length + arguments.Whole(3, "leeway", 5)) return value;
        if (value is not string text) throw new TemplateException($"only a text can be truncated, not {Value.TypeName(value)}");
        if (length < Text.Length(end)) throw new TemplateException($"expected length >= {Text.Length(end)}, got {length}");
        var cut = text[..Text.OffsetOf(text, (int)length - Text.Length(end))];
        var space = arguments.Flag(1, "killwords") ? -1 : cut.LastIndexOf(' ');
        return (space < 0 ? cut : cut[..space]) + end;
    }

    private static object? Packed(CallArguments arguments)
    {
        if (arguments.Named.Count == 0) return new TemplateTuple(arguments.Positional);
        var dict = new TemplateDict();
        foreach (var (name, value) in arguments.Named) dict[name] = value;
        return dict;
    }

    private static string Escape(RenderContext context, string text)
    {
        context.Budget.Produce(text.Length + (4L * text.Count(unit => unit is '&' or '<' or '>' or '\'' or '"')));
        return text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal).Replace("'", "&#39;", StringComparison.Ordinal)
            .Replace("\"", "&#34;", StringComparison.Ordinal);
    }

    private static string Attributes(RenderContext context, object? value, CallArguments arguments)
    {
        if (value is not TemplateDict dict) throw new TemplateException("xmlattr needs a dict");
        var result = new StringBuilder();
        foreach (var (key, item) in dict.Where(pair => pair.Value is not (null or Undefined)))
        {
            var name = Text.Str(key);
            if (name.Any(unit => PythonText.IsSpace(unit) || unit is '/' or '>' or '=')) throw new TemplateException($"Invalid character in attribute name: {Text.Repr(name)}");
            if (result.Length > 0 || arguments.Flag(0, "autospace", true)) result.Append(' ');
            result.Append(Escape(context, name)).Append("=\"").Append(Escape(context, Text.Str(item))).Append('"');
        }

        return result.ToString();
    }

    private static string StripTags(RenderContext context, string text)
    {
        context.Budget.Produce(text.Length);
        var result = new StringBuilder();
        var at = 0;
        for (int tag; (tag = text.IndexOf('<', at)) >= 0;)
        {
            var isComment = string.CompareOrdinal(text, tag, "<!--", 0, 4) == 0;
            var end = isComment ? text.IndexOf("-->", tag + 4, StringComparison.Ordinal) : -1;
            var behind = end >= 0 ? end + 3 : text.IndexOf('>', tag) + 1;
            if (behind == 0) break; // No further tag is closed either.
            result.Append(text, at, tag - at);
            at = behind;
        }

        result.Append(text, at, text.Length - at);
        return string.Join(' ', result.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private static string UrlEncode(RenderContext context, object? value)
    {
        if (value is TemplateDict or IReadOnlyList<object?> or TemplateIterator)
        {
            var pairs = value is TemplateDict dict ? dict.Select(pair => new TemplateTuple([pair.Key, pair.Value])) : Value.Items(value).Select(Value.Items);
            return string.Join('&', pairs.Select(pair => pair is [var key, var item]
                ? $"{Quote(Text.Str(key), false)}={Quote(Text.Str(item), false)}"
                : throw new TemplateException("urlencode expects pairs")));
        }

        var text = Text.Str(value);
        context.Budget.Produce(3L * text.Length);
        return Quote(text, true);
    }

    private static string Quote(string text, bool keepSlash)
    {
        var result = new StringBuilder();
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            var unit = (char)value;
            if (char.IsAsciiLetterOrDigit(unit) || unit is '_' or '.' or '-' or '~' || (unit == '/' && keepSlash)) result.Append(unit);
            else if (unit == ' ' && !keepSlash) result.Append('+');
            else result.Append('%').Append(Convert.ToHexString([value]));
        }

        return result.ToString();
    }
}
