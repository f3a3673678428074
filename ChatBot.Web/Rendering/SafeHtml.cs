using AngleSharp.Dom;

namespace ChatBot.Web.Rendering;

/// <summary>HTML that is safe to put on a page. Only <see cref="HtmlRenderer"/> makes it. Not thread-safe.</summary>
public sealed class SafeHtml
{
    private IElement? _root;
    private string? _markup;

    /// <summary>Takes ownership of a sanitised tree.</summary>
    /// <param name="root">The element whose children are the content.</param>
    internal SafeHtml(IElement root) => _root = root;

    /// <summary>Takes markup that was written from a sanitised tree.</summary>
    /// <param name="markup">The content.</param>
    internal SafeHtml(string markup) => _markup = markup;

    /// <summary>The content as text.</summary>
    public string Markup => _markup ??= _root!.InnerHtml;

    /// <summary>The content as nodes; null where only the text is kept.</summary>
    public INodeList? Nodes => _root?.ChildNodes;

    /// <summary>Lets go of the nodes, which cost far more memory than the text, once the content cannot change any more.</summary>
    public void Settle() => (_markup, _root) = (Markup, null);
}
