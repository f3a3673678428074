using ChatBot.Web.Documents.Layout;

namespace ChatBot.Web.Documents.Pdf;

/// <summary>The way a line of text runs on the page as displayed.</summary>
internal enum TextDirection
{
    Right,
    Down,
    Left,
    Up,
}

/// <summary>Turns coordinates of the page (points, y downwards) so that text of one direction runs from left to right, and back.</summary>
internal readonly struct UprightFrame(TextDirection direction, double pageWidth, double pageHeight)
{
    public double PageHeight => pageHeight;

    /// <summary>The page's width in turned coordinates.</summary>
    public double Width => direction is TextDirection.Right or TextDirection.Left ? pageWidth : pageHeight;

    /// <summary>The page's height in turned coordinates.</summary>
    public double Height => direction is TextDirection.Right or TextDirection.Left ? pageHeight : pageWidth;

    /// <summary>A point of the page in turned coordinates.</summary>
    public (double X, double Y) ToUpright(double x, double y) => direction switch
    {
        TextDirection.Right => (x, y),
        TextDirection.Down => (y, pageWidth - x),
        TextDirection.Left => (pageWidth - x, pageHeight - y),
        _ => (pageHeight - y, x),
    };

    /// <summary>The box of a word as fractions of the page.</summary>
    public PageBox OnPage(UprightWord word)
    {
        var (left, top, right, bottom) = direction switch
        {
            TextDirection.Right => (word.Left, word.Top, word.Right, word.Bottom),
            TextDirection.Down => (pageWidth - word.Bottom, word.Left, pageWidth - word.Top, word.Right),
            TextDirection.Left => (pageWidth - word.Right, pageHeight - word.Bottom, pageWidth - word.Left, pageHeight - word.Top),
            _ => (word.Top, pageHeight - word.Right, word.Bottom, pageHeight - word.Left),
        };
        return new PageBox((float)(left / pageWidth), (float)(top / pageHeight), (float)(right / pageWidth), (float)(bottom / pageHeight));
    }
}
