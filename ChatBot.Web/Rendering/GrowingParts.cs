using System.Text;
using AngleSharp.Dom;
using ChatBot.Web.Rendering.Code;

namespace ChatBot.Web.Rendering;

/// <summary>
/// What a block that grows keeps from one look to the next, so that only what is new is made again: the lines of its code, the first rows of
/// its table. The rest of the block, its frame, has empty places for them. Not thread-safe.
/// </summary>
public sealed class GrowingParts
{
    private const string CodePlace = "<code></code></pre>";
    private const string RowsPlace = "<tbody>";
    private readonly HtmlRenderer _renderer;
    private readonly List<GrowingCode> _codes = [];
    private IReadOnlyList<INode> _rows = [];

    /// <summary>Begins without any.</summary>
    /// <param name="renderer">Makes them safe.</param>
    internal GrowingParts(HtmlRenderer renderer) => _renderer = renderer;

    /// <summary>The pieces of code in the block, in its order.</summary>
    public IReadOnlyList<GrowingCode> Codes => _codes;

    /// <summary>What stands at the beginning of its table's body; empty where there is no table, or a short one.</summary>
    public IReadOnlyList<INode> Rows => _rows;

    /// <summary>Takes the pieces of code as they are now.</summary>
    internal void Update(IReadOnlyList<(string Language, string Code)> codes)
    {
        if (codes.Count < _codes.Count) _codes.RemoveRange(codes.Count, _codes.Count - codes.Count);
        for (var i = 0; i < codes.Count; i++)
        {
            if (i == _codes.Count) _codes.Add(new(_renderer, codes[i].Language));
            else if (_codes[i].Language != codes[i].Language) _codes[i] = new(_renderer, codes[i].Language);
            _codes[i].Update(codes[i].Code);
        }
    }

    /// <summary>Takes the rows that stand before those of the frame.</summary>
    /// <returns>Whether they are others.</returns>
    internal bool Update(IReadOnlyList<INode> rows)
    {
        if (ReferenceEquals(rows, _rows) || (rows.Count == 0 && _rows.Count == 0)) return false;
        _rows = rows;
        return true;
    }

    /// <summary>The whole block in one piece.</summary>
    /// <param name="frame">The block with empty places.</param>
    internal SafeHtml Fill(SafeHtml frame)
    {
        if (_codes.Count == 0 && _rows.Count == 0) return frame;
        var (markup, at) = (new StringBuilder(), 0);
        var source = frame.Markup;
        foreach (var code in _codes)
        {
            var place = source.IndexOf(CodePlace, at, StringComparison.Ordinal) + "<code>".Length;
            markup.Append(source, at, place - at).Append(code.ToMarkup());
            at = place;
        }

        if (_rows.Count > 0)
        {
            var place = source.IndexOf(RowsPlace, at, StringComparison.Ordinal) + RowsPlace.Length;
            markup.Append(source, at, place - at);
            foreach (var row in _rows) markup.Append(row is IElement element ? element.OuterHtml : row.TextContent);
            at = place;
        }

        return new(markup.Append(source, at, source.Length - at).ToString());
    }
}
