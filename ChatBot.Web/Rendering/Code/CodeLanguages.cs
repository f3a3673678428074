using ColorCode;

namespace ChatBot.Web.Rendering.Code;

/// <summary>Finds a language by the word after a fence. Thread-safe.</summary>
internal static class CodeLanguages
{
    private static readonly Dictionary<string, ILanguage> Own =
        CurlyLanguages.All.Concat(DataLanguages.All).ToDictionary(language => language.Id, language => (ILanguage)language);

    private static readonly Dictionary<string, string> Aliases = Pairs(
        "python: py python3 py3 ipython gyp", "javascript: js jsx mjs cjs node", "typescript: ts tsx mts cts", "c#: cs csharp csx dotnet", "cpp: c c++ cc cxx h hpp hxx arduino objc cuda",
        "f#: fs fsharp fsx", "vb.net: vb vbnet", "powershell: ps ps1 pwsh", "haskell: hs", "xml: svg xaml csproj xsl xslt plist rss", "html: htm xhtml vue svelte razor cshtml",
        "markdown: md mdx", "css: scss less sass", "json: jsonc json5 jsonl ndjson webmanifest", "bash: sh shell zsh ksh fish console terminal shellsession shell-session",
        "go: golang", "rust: rs", "yaml: yml", "dockerfile: docker containerfile", "diff: patch", "kotlin: kt kts", "ruby: rb", "makefile: make mk",
        "ini: cfg conf properties env dotenv editorconfig", "sql: mysql postgres postgresql sqlite plsql tsql t-sql", "php: php3 php5", "matlab: octave", "java: groovy");

    /// <summary>The language of a name such as <c>py</c> or <c>c#</c>; null for one nobody knows.</summary>
    public static ILanguage? Find(string name)
    {
        var id = name.ToLowerInvariant();
        if (id is "") return null;
        id = Aliases.GetValueOrDefault(id, id);
        return Own.GetValueOrDefault(id) ?? Languages.FindById(id);
    }

    private static Dictionary<string, string> Pairs(params ReadOnlySpan<string> lines)
    {
        var pairs = new Dictionary<string, string>();
        foreach (var line in lines)
        {
            var at = line.IndexOf(':', StringComparison.Ordinal);
            foreach (var alias in line[(at + 2)..].Split(' ')) pairs.Add(alias, line[..at]);
        }

        return pairs;
    }
}
