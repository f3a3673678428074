using System.Buffers;
using ChatBot.Inference.Templates.Jinja.Syntax;
using ChatBot.Inference.Templates.Jinja.Values;

namespace ChatBot.Inference.Templates.Jinja.Library;

/// <summary>Python's ways to split a text.</summary>
internal static class Splitting
{
    private static readonly SearchValues<char> LineEnds = SearchValues.Create("\n\r\v\f\u001C\u001D\u001E\u0085\u2028\u2029");

    public static List<object?> Split(RenderContext context, string text, CallArguments arguments, bool fromRight)
    {
        var most = arguments.Whole(1, "maxsplit", -1);
        if (most < 0) most = long.MaxValue;
        var parts = arguments.Get(0, "sep") switch
        {
            null => OnSpace(text, most, fromRight),
            string { Length: 0 } => throw new TemplateException("empty separator"),
            string separator => OnText(text, separator, most, fromRight),
            Undefined undefined => throw undefined.Error(),
            _ => throw new TemplateException("must be str or None"),
        };
        context.Budget.Produce(text.Length + (4L * parts.Count));
        return parts;
    }

    public static List<object?> Lines(RenderContext context, string text, bool keepEnds)
    {
        var lines = new List<object?>();
        for (var start = 0; start < text.Length;)
        {
            var end = text.AsSpan(start).IndexOfAny(LineEnds);
            if (end < 0)
            {
                lines.Add(text[start..]);
                break;
            }

            end += start;
            var next = text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? end + 2 : end + 1;
            lines.Add(text[start..(keepEnds ? next : end)]);
            start = next;
        }

        context.Budget.Produce(4L * lines.Count);
        return lines;
    }

    public static TemplateTuple Partition(string text, string separator, bool last)
    {
        if (separator.Length == 0) throw new TemplateException("empty separator");
        var at = last ? text.LastIndexOf(separator, StringComparison.Ordinal) : text.IndexOf(separator, StringComparison.Ordinal);
        if (at < 0) return new TemplateTuple(last ? ["", "", text] : [text, "", ""]);
        return new TemplateTuple([text[..at], separator, text[(at + separator.Length)..]]);
    }

    private static List<object?> OnText(string text, string separator, long most, bool fromRight)
    {
        var parts = new List<object?>();
        if (!fromRight)
        {
            var start = 0;
            for (int at; most-- > 0 && (at = text.IndexOf(separator, start, StringComparison.Ordinal)) >= 0; start = at + separator.Length)
            {
                parts.Add(text[start..at]);
            }

            parts.Add(text[start..]);
            return parts;
        }

        var end = text.Length;
        for (int at; most-- > 0 && (at = text.AsSpan(0, end).LastIndexOf(separator, StringComparison.Ordinal)) >= 0; end = at)
        {
            parts.Add(text[(at + separator.Length)..end]);
        }

        parts.Add(text[..end]);
        parts.Reverse();
        return parts;
    }

    private static List<object?> OnSpace(string text, long most, bool fromRight)
    {
        var parts = new List<object?>();
        var (start, end) = (0, text.Length);
        while (true)
        {
            while (start < end && PythonText.IsSpace(text[start])) start++;
            while (end > start && PythonText.IsSpace(text[end - 1])) end--;
            if (start == end) break;
            var cut = fromRight ? end - 1 : start;
            while (cut >= start && cut < end && !PythonText.IsSpace(text[cut])) cut += fromRight ? -1 : 1;
            if (most-- <= 0 || cut < start || cut == end)
            {
                // What is left stays as it is, except for space on the side that was worked on.
                parts.Add(Rest(text, start, end, fromRight));
                break;
            }

            parts.Add(fromRight ? text[(cut + 1)..end] : text[start..cut]);
            if (fromRight) end = cut;
            else start = cut;
        }

        if (fromRight) parts.Reverse();
        return parts;
    }

    private static string Rest(string text, int start, int end, bool fromRight)
    {
        var inner = text.AsSpan(start, end - start);
        var isOneWord = true;
        foreach (var unit in inner) isOneWord &= !PythonText.IsSpace(unit);
        if (isOneWord) return inner.ToString();
        return fromRight ? text[..end] : text[start..];
    }
}
