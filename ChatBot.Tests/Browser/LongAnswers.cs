using System.Globalization;
using System.Text;

namespace ChatBot.Tests.Browser;

/// <summary>Long answers of one kind each, in tokens of three and a half characters, which is what a token of English is.</summary>
internal static class LongAnswers
{
    /// <summary>The kinds there are.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["prose", "one paragraph", "code", "code in a list", "table", "list", "math", "footnotes"];

    private const string Note = "\n\n[^1]: The note at last.";

    private static readonly string[] Words = "the light of a drop bends and turns at its edge then leaves for an eye that waits below some cloud".Split(' ');

    public static IReadOnlyList<string> Tokens(string kind, int count)
    {
        var text = new StringBuilder();
        for (var i = 0; text.Length < count * 3.5; i++) text.Append(Piece(kind, i));
        if (kind == "footnotes") text.Length = (count * 7 / 2) - Note.Length;
        if (kind == "footnotes") text.Append(Note);
        return [.. Enumerable.Range(0, count).Select(token => text.ToString(token * 7 / 2, ((token + 1) * 7 / 2) - (token * 7 / 2)))];
    }

    private static string Piece(string kind, int i) => kind switch
    {
        "prose" => $"{Sentence(i, 14)}, **{Words[i % 20]}** and `{Words[(i + 3) % 20]}`. {Sentence(i + 5, 12)}.{(i % 3 == 2 ? "\n\n" : " ")}",
        "one paragraph" => $"{Sentence(i, 14)}, *{Words[i % 20]}* too. ",
        "code" => (i == 0 ? "```python\n" : "") + Line(i),
        "code in a list" => i == 0 ? "1. Write:\n\n   ```python\n" : $"   {Line(i)}",
        "table" => (i == 0 ? "| n | name | value |\n|--:|---|---|\n" : "") + Row(i),
        "list" => string.Create(CultureInfo.InvariantCulture, $"{i + 1}. **{Words[i % 20]}**: {Sentence(i, 9)}\n"),
        "math" => string.Create(CultureInfo.InvariantCulture, $"{Sentence(i, 8)} $x_{{{i}}}^2 + y = z$ so\n\n$$\\sum_{{k=1}}^{{{i}}} \\frac{{1}}{{k^2}} < \\pi$$\n\n"),
        "footnotes" => string.Create(CultureInfo.InvariantCulture, $"{(i == 0 ? "Begin[^1] here.\n\n" : "")}{Sentence(i, 14)}, **{Words[i % 20]}**.{(i % 3 == 2 ? "\n\n" : " ")}"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static string Line(int i) => (i % 4) switch
    {
        0 => string.Create(CultureInfo.InvariantCulture, $"def step_{i}(value: int) -> int:\n"),
        1 => string.Create(CultureInfo.InvariantCulture, $"    total = value * {i} + 3.5  # {Words[i % 20]}\n"),
        2 => string.Create(CultureInfo.InvariantCulture, $"    print(f\"{Words[i % 20]} {{total}}\", \"{Words[(i + 1) % 20]}\")\n"),
        _ => "    return total if total else None\n",
    };

    private static string Row(int i) => string.Create(CultureInfo.InvariantCulture, $"| {i} | **{Words[i % 20]}** {Words[(i + 7) % 20]} | `{i * 17}` |\n");

    private static string Sentence(int seed, int words) => string.Join(' ', Enumerable.Range(0, words).Select(word => Words[(seed * 7 + word * 3) % 20]));
}
