using System.Text.RegularExpressions;
using ChatBot.Inference.Templates.Jinja.Values;
using Text = ChatBot.Inference.Templates.Jinja.Values.Text;

namespace ChatBot.Inference.Templates.Jinja.Library;

/// <summary>The filter <c>wordwrap</c>, which breaks lines as Python's <c>textwrap</c> does.</summary>
internal static partial class TextWrapping
{
    private const string Space = "\t\n\v\f\r ";

    public static string Wrap(RenderContext context, object? value, CallArguments arguments)
    {
        var width = arguments.Whole(0, "width", 79);
        if (width <= 0) throw new TemplateException($"invalid width {width} (must be > 0)");
        var (breakLong, onHyphens) = (arguments.Flag(1, "break_long_words", true), arguments.Flag(3, "break_on_hyphens", true));
        var separator = arguments.Get(2, "wrapstring") as string ?? "\n";
        var text = Text.Str(value);
        context.Budget.Produce(2L * text.Length);
        var lines = Splitting.Lines(context, text, keepEnds: false)
            .Select(line => string.Join(separator, Break(context, (string)line!, (int)Math.Min(width, int.MaxValue), breakLong, onHyphens)));
        return string.Join(separator, lines);
    }

    // Python's own expression (textwrap.wordsep_re): space, words, parts of hyphenated words, dashes between words.
    [GeneratedRegex(
        @"([\t\n\v\f\r ]+|(?<=[\w!""'&.,?])-{2,}(?=\w)|[^\t\n\v\f\r ]+?(?:-(?:(?<=[^\d\W]{2}-)|(?<=[^\d\W]-[^\d\W]-))(?=[^\d\W]-?[^\d\W])|(?=[\t\n\v\f\r ]|\z)|(?<=[\w!""'&.,?])(?=-{2,}\w)))")]
    private static partial Regex Words();

    [GeneratedRegex(@"([\t\n\v\f\r ]+)")]
    private static partial Regex SpacedWords();

    private static List<string> Break(RenderContext context, string line, int width, bool breakLong, bool onHyphens)
    {
        var chunks = new Stack<string>((onHyphens ? Words() : SpacedWords()).Split(line).Where(chunk => chunk.Length > 0).Reverse());
        var lines = new List<string>();
        while (chunks.Count > 0)
        {
            if (lines.Count > 0 && IsSpace(chunks.Peek())) chunks.Pop();
            var current = new List<string>();
            var length = 0;
            while (chunks.TryPeek(out var next) && length + Text.Length(next) <= width)
            {
                current.Add(chunks.Pop());
                length += Text.Length(next);
            }

            context.Budget.Produce(length + 1L);
            if (chunks.TryPeek(out var longest) && Text.Length(longest) > width)
            {
                var left = width - length;
                if (breakLong) Cut(chunks, current, left, onHyphens);
                else if (current.Count == 0) current.Add(chunks.Pop());
            }

            if (current.Count > 0 && IsSpace(current[^1])) current.RemoveAt(current.Count - 1);
            if (current.Count > 0) lines.Add(string.Concat(current));
        }

        return lines;
    }

    private static void Cut(Stack<string> chunks, List<string> current, int left, bool onHyphens)
    {
        var chunk = chunks.Pop();
        var end = Text.OffsetOf(chunk, left);
        if (onHyphens && end < chunk.Length)
        {
            var hyphen = chunk.AsSpan(0, end).LastIndexOf('-');
            if (hyphen > 0 && chunk.AsSpan(0, hyphen).ContainsAnyExcept('-')) end = hyphen + 1;
        }

        // Also where nothing fits: as in Python, space before it then stays.
        current.Add(chunk[..end]);
        if (end < chunk.Length) chunks.Push(chunk[end..]);
    }

    private static bool IsSpace(string chunk) => chunk.AsSpan().Trim(Space).IsEmpty;
}
