using System.Net;
using System.Text;
using ColorCode;
using ColorCode.Common;
using ColorCode.Parsing;
using ColorCode.Styling;

namespace ChatBot.Web.Rendering;

/// <summary>
/// Colours code: writes it as HTML whose words carry the classes of the stylesheet (<c>tok-keyword</c>, <c>tok-string</c>, …), so that one
/// markup serves both themes. Thread-safe.
/// </summary>
internal static class CodeHighlighter
{
    // The highlighter's patterns take time proportional to the text at best, and a page re-colours its open block many times.
    private const int LongestColoured = 30_000;

    /// <summary>Every class that can come out.</summary>
    public static IReadOnlyCollection<string> Classes { get; } =
    [
        "tok-keyword", "tok-string", "tok-comment", "tok-number", "tok-type", "tok-function", "tok-attribute", "tok-tag", "tok-meta",
    ];

    /// <summary>Writes code as HTML text and <c>span</c> elements.</summary>
    /// <param name="code">The code.</param>
    /// <param name="language">The word after the fence, such as <c>python</c> or <c>c#</c>; code in an unknown language stays plain.</param>
    public static string ToHtml(string code, string language) =>
        code.Length <= LongestColoured && Find(language) is { } known ? new Colorizer().Colour(code, known) : WebUtility.HtmlEncode(code);

    private static ILanguage? Find(string language)
    {
        var name = language.ToLowerInvariant();
        return name.Length == 0 ? null : Languages.FindById(name switch
        {
            "py" or "python3" => "python",
            "js" or "jsx" or "mjs" => "javascript",
            "ts" or "tsx" => "typescript",
            "cs" or "csharp" => "c#",
            "c" or "c++" or "h" or "hpp" => "cpp",
            "fs" or "fsharp" => "f#",
            "vb" or "vbnet" => "vb.net",
            "ps1" or "pwsh" => "powershell",
            "hs" => "haskell",
            "svg" or "xaml" => "xml",
            "md" => "markdown",
            "scss" or "less" => "css",
            "jsonc" => "json",
            _ => name,
        });
    }

    private static string? ClassOf(string scope) => scope switch
    {
        ScopeName.Keyword or ScopeName.ControlKeyword or ScopeName.PseudoKeyword or ScopeName.JsonConst or ScopeName.BuiltinValue
            => "tok-keyword",
        ScopeName.String or ScopeName.StringCSharpVerbatim or ScopeName.StringEscape or ScopeName.JsonString
            or ScopeName.HtmlAttributeValue or ScopeName.XmlAttributeValue or ScopeName.XmlAttributeQuotes or ScopeName.XmlCDataSection
            or ScopeName.CssPropertyValue or ScopeName.MarkdownCode => "tok-string",
        ScopeName.Comment or ScopeName.HtmlComment or ScopeName.XmlComment or ScopeName.XmlDocComment or ScopeName.XmlDocTag
            => "tok-comment",
        ScopeName.Number or ScopeName.JsonNumber => "tok-number",
        ScopeName.Type or ScopeName.TypeVariable or ScopeName.ClassName or ScopeName.NameSpace or ScopeName.Constructor
            or ScopeName.PowerShellType => "tok-type",
        ScopeName.BuiltinFunction or ScopeName.SqlSystemFunction or ScopeName.Intrinsic or ScopeName.PowerShellCommand => "tok-function",
        ScopeName.Attribute or ScopeName.HtmlAttributeName or ScopeName.XmlAttribute or ScopeName.CssPropertyName or ScopeName.JsonKey
            or ScopeName.PowerShellAttribute or ScopeName.PowerShellParameter or ScopeName.PowerShellVariable => "tok-attribute",
        ScopeName.HtmlElementName or ScopeName.XmlName or ScopeName.CssSelector or ScopeName.MarkdownHeader => "tok-tag",
        ScopeName.PreprocessorKeyword or ScopeName.HtmlServerSideScript or ScopeName.HtmlEntity => "tok-meta",
        _ => null,
    };

    private sealed class Colorizer() : CodeColorizerBase(new StyleDictionary(), null)
    {
        private readonly StringBuilder _html = new();

        public string Colour(string code, ILanguage language)
        {
            languageParser.Parse(code, language, Write);
            return _html.ToString();
        }

        protected override void Write(string parsedSourceCode, IList<Scope> scopes)
        {
            var at = 0;
            WriteScopes(parsedSourceCode, scopes, ref at);
            WriteText(parsedSourceCode, at, parsedSourceCode.Length);
        }

        private void WriteScopes(string code, IList<Scope> scopes, ref int at)
        {
            foreach (var scope in scopes.OrderBy(scope => scope.Index))
            {
                // A few of the library's patterns report scopes that overlap; what is already written stays as it is.
                if (scope.Index < at || scope.Length == 0) continue;
                WriteText(code, at, scope.Index);
                at = scope.Index;
                var end = Math.Min(scope.Index + scope.Length, code.Length);
                var name = ClassOf(scope.Name);
                if (name == "tok-number" && !code.AsSpan(at, end - at).ContainsAnyInRange('0', '9')) name = null; // "." in "math.sin"
                if (name is not null) _html.Append("<span class=\"").Append(name).Append("\">");
                WriteScopes(code, scope.Children, ref at);
                WriteText(code, at, end);
                at = end;
                if (name is not null) _html.Append("</span>");
            }
        }

        private void WriteText(string code, int from, int to)
        {
            if (to > from) _html.Append(WebUtility.HtmlEncode(code[from..to]));
        }
    }
}
