using System.Globalization;
using System.Runtime.CompilerServices;

namespace ChatBot.Web.Rendering;

/// <summary>
/// The blocks of finished texts, rendered once however often and on however many pages they are shown, and kept as long as what they belong
/// to. Thread-safe singleton.
/// </summary>
/// <param name="renderer">Makes the blocks' HTML safe.</param>
internal sealed class FinishedBlocks(HtmlRenderer renderer)
{
    private readonly ConditionalWeakTable<object, Entry> _entries = [];

    /// <summary>The blocks of a text, all closed.</summary>
    /// <param name="owner">What the text belongs to. It may have a longer text later, and then has other blocks.</param>
    /// <param name="text">The text.</param>
    /// <param name="scope">See <see cref="HtmlRenderer.Render"/>; always the same for an owner.</param>
    public IReadOnlyList<MarkdownBlock> Of(object owner, string text, string scope)
    {
        var entry = _entries.GetOrCreateValue(owner);
        var language = CultureInfo.CurrentUICulture.Name /* the names of buttons in the text are the reader's */;
        lock (entry)
        {
            if (entry.Blocks is { } blocks && entry.Length == text.Length && entry.Language == language) return blocks;
            blocks = MarkdownBlocks.Of(text, renderer, scope);
            foreach (var block in blocks) block.Html.Settle();
            (entry.Blocks, entry.Length, entry.Language) = (blocks, text.Length, language);
            return blocks;
        }
    }

    private sealed class Entry
    {
        public IReadOnlyList<MarkdownBlock>? Blocks { get; set; }

        public int Length { get; set; }

        public string Language { get; set; } = "";
    }
}
