using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using ColorCode;
using ColorCode.Common;
using ColorCode.Compilation;
using ColorCode.Parsing;
using ColorCode.Styling;

namespace ChatBot.Web.Rendering.Code;

/// <summary>
/// Colours code line by line: writes it as HTML whose words carry the classes of the stylesheet (<c>tok-keyword</c>, <c>tok-string</c>, …), so
/// that one markup serves both themes. Thread-safe.
/// </summary>
internal static class CodeHighlighter
{
    // No line that a person reads is longer; what is (minified scripts, data) stays plain.
    private const int LongestColoured = 1_000;

    // A pattern that meets the text it cannot cope with gives up.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    private static readonly Dictionary<string, CompiledLanguage> Compiled = [];
    private static readonly ReaderWriterLockSlim CompiledGate = new();
    private static readonly ILanguageCompiler Compiler = new PatientCompiler(new LanguageCompiler(Compiled, CompiledGate));

    // For languages inside of languages, such as a script in a page.
    private static readonly ILanguageRepository Repository =
        new LanguageRepository(Languages.All.ToDictionary(language => language.Id, language => CodeLanguages.Find(language.Id) ?? language));

    /// <summary>Every class that can come out.</summary>
    public static IReadOnlyCollection<string> Classes { get; } =
    [
        "tok-keyword", "tok-string", "tok-comment", "tok-number", "tok-type", "tok-function", "tok-attribute", "tok-tag", "tok-meta",
        "tok-inserted", "tok-deleted",
    ];

    /// <summary>Writes one line as HTML text and <c>span</c> elements.</summary>
    /// <param name="line">The line without its end.</param>
    /// <param name="language">From <see cref="CodeLanguages"/>.</param>
    /// <param name="before">What it begins inside of.</param>
    /// <param name="after">What it ends inside of.</param>
    /// <returns>The HTML; null where the language's patterns gave up on the line, which has taken long.</returns>
    public static string? TryColour(string line, ILanguage language, CodeSpan? before = null, CodeSpan? after = null)
    {
        if (line.Length > LongestColoured) return ToPlain(line);
        try
        {
            return new Colorizer().Colour(before?.Before ?? "", line, after?.Close ?? "", language);
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }

    /// <summary>Writes text as HTML without colours.</summary>
    public static string ToPlain(string text) => text.AsSpan().ContainsAny('&', '<', '>')
        ? new StringBuilder(text).Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").ToString()
        : text;

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
        _ => scope.StartsWith("tok-", StringComparison.Ordinal) ? scope : null,
    };

    private sealed class Colorizer() : CodeColorizerBase(new StyleDictionary(), new LanguageParser(Compiler, Repository))
    {
        private readonly StringBuilder _html = new();
        private int _offset;
        private int _first;
        private int _end;

        public string Colour(string lead, string line, string trail, ILanguage language)
        {
            (_first, _end) = (lead.Length, lead.Length + line.Length);
            languageParser.Parse(lead + line + trail, language, Write);
            return _html.ToString();
        }

        protected override void Write(string parsedSourceCode, IList<Scope> scopes)
        {
            var at = 0;
            WriteScopes(parsedSourceCode, scopes, ref at);
            WriteText(parsedSourceCode, at, parsedSourceCode.Length);
            _offset += parsedSourceCode.Length;
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
                if (_offset + end <= _first || _offset + at >= _end) name = null;
                if (name is not null) _html.Append("<span class=\"").Append(name).Append("\">");
                WriteScopes(code, scope.Children, ref at);
                WriteText(code, at, end);
                at = end;
                if (name is not null) _html.Append("</span>");
            }
        }

        private void WriteText(string code, int from, int to)
        {
            (from, to) = (Math.Max(from, _first - _offset), Math.Min(to, _end - _offset));
            if (to > from) _html.Append(ToPlain(code[from..to]));
        }
    }

    private sealed class PatientCompiler(LanguageCompiler inner) : ILanguageCompiler
    {
        private readonly ConcurrentDictionary<string, CompiledLanguage> _known = new();

        public CompiledLanguage Compile(ILanguage language) => _known.GetOrAdd(language.Id, static (_, state) =>
        {
            var compiled = state.inner.Compile(state.language);
            return new(compiled.Id, compiled.Name, new(compiled.Regex.ToString(), compiled.Regex.Options, Patience), compiled.Captures);
        }, (inner, language));
    }
}
