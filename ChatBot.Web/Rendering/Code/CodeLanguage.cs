using ColorCode;

namespace ChatBot.Web.Rendering.Code;

/// <summary>A language that the highlighter's library lacks, or knows only as it was ten years ago.</summary>
/// <param name="id">Its name after a fence.</param>
/// <param name="rules">Patterns, tried in this order at each place. White space and <c>#</c> in them must be escaped,
/// and an opening bracket in a set written as <c>\x28</c>: the library counts brackets.</param>
internal sealed class CodeLanguage(string id, params IList<LanguageRule> rules) : ILanguage
{
    /// <summary>A word that the language's syntax reserves.</summary>
    public const string Keyword = "tok-keyword";

    /// <summary>A text.</summary>
    public const string Text = "tok-string";

    /// <summary>A comment.</summary>
    public const string Comment = "tok-comment";

    /// <summary>A number.</summary>
    public const string Number = "tok-number";

    /// <summary>A type.</summary>
    public const string TypeName = "tok-type";

    /// <summary>What is called: a function, a command.</summary>
    public const string Function = "tok-function";

    /// <summary>A name: a key, a variable, an attribute.</summary>
    public const string Member = "tok-attribute";

    /// <summary>A heading or an element.</summary>
    public const string Tag = "tok-tag";

    /// <summary>What speaks to the compiler.</summary>
    public const string Meta = "tok-meta";

    /// <summary>A line that was added.</summary>
    public const string Inserted = "tok-inserted";

    /// <summary>A line that was removed.</summary>
    public const string Deleted = "tok-deleted";

    /// <summary>A text in double quotes, whole or unfinished.</summary>
    public const string DoubleQuoted = @"""(?:[^""\\]|\\.)*""?";

    /// <summary>A text in single quotes.</summary>
    public const string SingleQuoted = @"'(?:[^'\\]|\\.)*'";

    /// <summary>A number of most languages.</summary>
    public const string AnyNumber = @"\b(?:0[xX][0-9a-fA-F_]+|0[bB][01_]+|0o[0-7_]+|[0-9][0-9_]*(?:\.[0-9][0-9_]*)?(?:[eE][+-]?[0-9]+)?)[a-zA-Z]{0,5}[0-9]{0,3}\b";

    /// <inheritdoc />
    public string Id => id;

    /// <inheritdoc />
    public string FirstLinePattern => null!;

    /// <inheritdoc />
    public string Name => id;

    /// <inheritdoc />
    public IList<LanguageRule> Rules => rules;

    /// <inheritdoc />
    public string CssClassName => id;

    /// <inheritdoc />
    public bool HasAlias(string lang) => false;

    /// <summary>A rule whose whole match is of one kind.</summary>
    public static LanguageRule Rule(string kind, string pattern) => new(pattern, new Dictionary<int, string> { [0] = kind });

    /// <summary>A rule for words of one kind.</summary>
    /// <param name="kind">Their kind.</param>
    /// <param name="words">Separated by spaces.</param>
    public static LanguageRule Words(string kind, string words) => Rule(kind, $@"\b(?:{words.Replace(' ', '|')})\b");
}
