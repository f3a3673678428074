using System.Text;
using ChatBot.Inference.Tokenization;

namespace ChatBot.Inference.Templates;

/// <summary>
/// Keeps what people wrote from being read as control tokens. Before rendering, a mark (one of Unicode's noncharacters, one that no
/// message contains) is put inside every control token that stands in a message; in the finished prompt the marks are taken out
/// and their places remembered, so that the tokenizer takes the text for text.
/// </summary>
internal sealed class ControlTokenGuard
{
    private const char FirstMark = '\uFDD0';
    private const char LastMark = '\uFDEF';
    private readonly TextTokenizer _tokenizer;
    private readonly string _template;
    private readonly char _mark;

    /// <param name="tokenizer">Knows the control tokens.</param>
    /// <param name="template">The template's source: a token that it writes itself is a control token, whatever its flag says.</param>
    /// <param name="messages">All texts that will go into the prompt.</param>
    public ControlTokenGuard(TextTokenizer tokenizer, string template, IReadOnlyCollection<string> messages)
    {
        _tokenizer = tokenizer;
        _template = template;
        _mark = Enumerable.Range(FirstMark, LastMark - FirstMark + 1)
            .Select(code => (char)code)
            .FirstOrDefault(mark => !messages.Any(message => message.Contains(mark)), FirstMark);
    }

    /// <summary>Whether a code point may be a mark; such pass through templates untouched.</summary>
    public static bool IsMark(int codePoint) => codePoint is >= FirstMark and <= LastMark;

    /// <summary>Marks the control tokens in a text.</summary>
    /// <param name="text">What somebody wrote.</param>
    /// <param name="fromModel">
    /// Whether the model wrote it: then only special tokens are marked, as templates look for others, such as
    /// <c>&lt;/think&gt;</c>, in its answers.
    /// </param>
    public string Protect(string text, bool fromModel)
    {
        // Where messages use up every noncharacter, the first one gives way: it means nothing to anybody.
        if (text.Contains(_mark)) text = text.Replace(_mark, '\uFFFD');
        var breaks = _tokenizer.BreaksOf(text, token => token.Special || (!fromModel && IsMarker(token)));
        if (breaks.Count == 0) return text;
        var result = new StringBuilder(text.Length + breaks.Count);
        var copied = 0;
        foreach (var at in breaks)
        {
            result.Append(text, copied, at - copied).Append(_mark);
            copied = at;
        }

        return result.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary>Takes the marks out again.</summary>
    public Prompt Finish(string rendered)
    {
        if (!rendered.Contains(_mark)) return new Prompt(rendered);
        var text = new StringBuilder(rendered.Length);
        var breaks = new List<int>();
        foreach (var unit in rendered)
        {
            if (unit == _mark) breaks.Add(text.Length);
            else text.Append(unit);
        }

        return new Prompt(text.ToString(), breaks);
    }

    private bool IsMarker(AddedToken token) =>
        !string.IsNullOrWhiteSpace(token.Content) && _template.Contains(token.Content, StringComparison.Ordinal);
}
