using ColorCode;

namespace ChatBot.Web.Rendering.Code;

/// <summary>
/// The lines of a block of code that may grow, as HTML. A line that is finished is coloured once and stays as it is; only the last line may
/// change. Where the language's patterns give up, all that follows is plain: they would run away again, at each line and each look.
/// Not thread-safe.
/// </summary>
/// <param name="language">The word after the fence.</param>
/// <param name="colour">Colours a line, or gives up, as <see cref="CodeHighlighter.TryColour"/>, which is the default.</param>
internal sealed class CodeLines(string language, Func<string, ILanguage, CodeSpan?, CodeSpan?, string?>? colour = null)
{
    private readonly Func<string, ILanguage, CodeSpan?, CodeSpan?, string?> _colour = colour ?? CodeHighlighter.TryColour;
    private readonly ILanguage? _language = CodeLanguages.Find(language);
    private readonly List<string> _html = [];
    private string _code = "";
    private CodeSpan? _inside;
    private int _finished;
    private int _plainFrom = int.MaxValue;

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

    private void Add(string line, string end, bool isOpen = false) => _html.Add((TryColour(line, isOpen) ?? CodeHighlighter.ToPlain(line)) + end);

    private string? TryColour(string line, bool isOpen)
    {
        if (_language is null || _html.Count >= _plainFrom) return null;
        var after = CodeSpans.For(_language.Id).After(line, _inside);
        var html = _colour(line, _language, _inside, after);
        if (html is null) _plainFrom = _html.Count;
        if (!isOpen) _inside = after;
        return html;
    }

    private void Forget()
    {
        _html.Clear();
        (_code, _inside, _finished) = ("", null, 0);
    }
}
