using AngleSharp.Html.Parser;
using ChatBot.Web.Rendering;

namespace ChatBot.Tests.Rendering;

/// <summary>What a reader sees of blocks: their text without white space, formulas in ⟨⟩, notes apart, the buttons over code left out.</summary>
internal sealed record Frame(string Text, IReadOnlyList<string> Notes, IReadOnlyList<string> Formulas)
{
    public static Frame Of(IEnumerable<MarkdownBlock> blocks)
    {
        var body = new HtmlParser().ParseDocument(string.Join('\n', blocks.Select(block => block.Html.Markup))).Body!;
        var formulas = body.QuerySelectorAll("tex-formula[tex]").ToList();
        foreach (var formula in formulas) formula.TextContent = $"⟨{formula.GetAttribute("tex")}⟩";
        foreach (var button in body.QuerySelectorAll("button")) button.Remove();
        var notes = body.QuerySelectorAll(".footnotes li").Select(note => Squeeze(note.TextContent)).ToList();
        foreach (var group in body.QuerySelectorAll(".footnotes")) group.Remove();
        return new(Squeeze(body.TextContent), notes, [.. formulas.Select(formula => formula.GetAttribute("tex")!)]);
    }

    public static string Squeeze(string text) => string.Concat(text.Where(character => !char.IsWhiteSpace(character)));

    /// <summary>Whether this may be shown on the way to a last frame: nothing is on it that will not stay.</summary>
    public bool IsOnTheWayTo(Frame last) =>
        last.Text.StartsWith(Text, StringComparison.Ordinal)
        && Notes.Count <= last.Notes.Count
        && Notes.Zip(last.Notes).All(pair => pair.Second.StartsWith(pair.First.TrimEnd('↩', '\uFE0E'), StringComparison.Ordinal));
}
