using ChatBot.Web.Rendering;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace ChatBot.Web.Components.Chat;

/// <summary>
/// Shows one block of an answer. A block that is closed when first shown goes to the browser in one piece; one that grows is sent by
/// its differences; neither is sent again once it is closed.
/// </summary>
public sealed class BlockView : ComponentBase
{
    private int _shown = -1;
    private bool _grows;

    /// <summary>The block.</summary>
    [Parameter, EditorRequired]
    public MarkdownBlock Block { get; set; } = null!;

    /// <inheritdoc />
    protected override void OnInitialized() => _grows = !Block.IsClosed;

    /// <inheritdoc />
    protected override bool ShouldRender() => Block.Version != _shown;

    /// <inheritdoc />
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        if (_grows && Block.Frame.Nodes is { } nodes) HtmlTree.Build(builder, nodes, Block.Parts);
        else builder.AddContent(0, HtmlRenderer.ToMarkup(Block.Html));
        _shown = Block.Version;
        if (Block.IsClosed) Block.Settle();
    }
}
