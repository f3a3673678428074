namespace ChatBot.Web.Documents;

/// <summary>
/// A rectangle on a page, as fractions (0 to 1) of the page as it is displayed: after the PDF's crop box and rotation, or a
/// picture's EXIF orientation. The origin is the top left corner, x grows to the right and y downwards, as in pdf.js's viewport
/// and in CSS, so that <c>left: 100 * Left %</c> places a mark whatever the size of the page on the screen.
/// </summary>
/// <param name="Left">The left edge.</param>
/// <param name="Top">The top edge.</param>
/// <param name="Right">The right edge, at least <paramref name="Left"/>.</param>
/// <param name="Bottom">The bottom edge, at least <paramref name="Top"/>.</param>
public readonly record struct PageBox(float Left, float Top, float Right, float Bottom)
{
    /// <summary>The width, as a fraction of the page's.</summary>
    public float Width => Right - Left;

    /// <summary>The height, as a fraction of the page's.</summary>
    public float Height => Bottom - Top;

    /// <summary>The smallest box around both.</summary>
    public PageBox Union(PageBox other) =>
        new(Math.Min(Left, other.Left), Math.Min(Top, other.Top), Math.Max(Right, other.Right), Math.Max(Bottom, other.Bottom));

    /// <summary>The box cut to the page and rounded to a ten-thousandth of it, which is less than a tenth of a point on A4.</summary>
    internal PageBox Normalised() => new(Fraction(Left), Fraction(Top), Fraction(Right), Fraction(Bottom));

    private static float Fraction(float value) => float.IsNaN(value) ? 0 : MathF.Round(Math.Clamp(value, 0, 1) * 10_000) / 10_000;
}
