using ColorCode;

namespace ChatBot.Web.Rendering.Code;

/// <summary>
/// The lines of a block of code that may grow, as HTML. A line that is finished is coloured once and stays as it is; only the last line may
/// change. Not thread-safe.
/// </summary>
/// <param name="language">The word after the fence.</param>
internal sealed class CodeLines(string language)
{
    private readonly ILanguage? _language = CodeLanguages.Find(language);
    private readonly List<string> _html = [];
    private string _code = "";
    private CodeSpan? _inside;
    private int _finished;

    /// <summary>The lines, each but the last with its end.</summary>
    public IReadOnlyList<string> Html => _html;

    /// <summary>The lines of a finished block.</summary>
    /// <param name="code">The code.</param>
    /// <param name="language">The word after the fence.</param>
    public static IReadOnlyList<string> Of(string code, string language)
    {
        var lines = new CodeLines(language);
        lines.Update(code);
        return lines.Html;
    }

    /// <summary>Takes the code as it is now.</summary>
    /// <returns>Whether anything is different.</returns>
    public bool Update(string code)
    {
        if (code == _code) return false;
        if (!code.AsSpan().StartsWith(_code.AsSpan(0, _finished))) Forget();
        if (_html.Count > 0 && !EndsFinished) _html.RemoveAt(_html.Count - 1);
        _code = code;
        for (int end; (end = code.IndexOf('\n', _finished)) >= 0; _finished = end + 1) Add(code[_finished..end], "\n");
        if (_finished < code.Length) Add(code[_finished..], "", isOpen: true);
        return true;
    }

    private bool EndsFinished => _html[^1].EndsWith('\n');

    private void Add(string line, string end, bool isOpen = false)
    {
        var spans = _language is null ? CodeSpans.None : CodeSpans.For(_language.Id);
        var after = spans.After(line, _inside);
        _html.Add(CodeHighlighter.LineToHtml(line, _language, _inside, after) + end);
        if (!isOpen) _inside = after;
    }

    private void Forget()
    {
        _html.Clear();
        (_code, _inside, _finished) = ("", null, 0);
    }
}
