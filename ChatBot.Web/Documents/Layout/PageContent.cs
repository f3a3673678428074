namespace ChatBot.Web.Documents.Layout;

/// <summary>A word as a reader found it on the page.</summary>
/// <param name="Text">Its characters, without white space, never empty.</param>
/// <param name="Box">Where it stands.</param>
internal readonly record struct LayoutWord(string Text, PageBox Box);

/// <summary>The words of one line, in reading order.</summary>
internal sealed record LayoutLine(IReadOnlyList<LayoutWord> Words)
{
    /// <summary>The smallest box around the words.</summary>
    public PageBox Box { get; } = Words.Select(word => word.Box).Aggregate((a, b) => a.Union(b));

    /// <summary>The words, joined by spaces.</summary>
    public string Text => string.Join(' ', Words.Select(word => word.Text));
}

/// <summary>A paragraph, heading, caption, table row or the like: lines from top to bottom.</summary>
internal sealed record LayoutBlock(IReadOnlyList<LayoutLine> Lines)
{
    /// <summary>The smallest box around the lines.</summary>
    public PageBox Box { get; } = Lines.Select(line => line.Box).Aggregate((a, b) => a.Union(b));
}

/// <summary>What was read of one page, blocks in reading order, before it becomes part of the document's text.</summary>
internal sealed record PageContent(int Number, double Width, double Height)
{
    /// <summary>The blocks in reading order.</summary>
    public IReadOnlyList<LayoutBlock> Blocks { get; init; } = [];

    /// <summary>As <see cref="ExtractedPage.Rotation"/>.</summary>
    public int Rotation { get; init; }

    /// <summary>Whether it was read by OCR.</summary>
    public bool IsOcr { get; init; }

    /// <summary>As <see cref="ExtractedPage.Confidence"/>.</summary>
    public double Confidence { get; init; } = 1;

    /// <summary>Why it is not whole.</summary>
    public DocumentProblem? Problem { get; init; }

    /// <summary>Whether it looks like a picture of text, so that OCR should read it.</summary>
    public bool IsScan { get; init; }
}
