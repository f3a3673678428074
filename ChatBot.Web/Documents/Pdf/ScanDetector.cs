using ChatBot.Web.Documents.Layout;
using UglyToad.PdfPig.Content;

namespace ChatBot.Web.Documents.Pdf;

/// <summary>
/// Tells a page that must be read by OCR: few letters and a picture over most of it, nothing but a drawing (text turned into outlines),
/// or a font that does not tell what its characters mean.
/// </summary>
internal static class ScanDetector
{
    private const int FewLetters = 100; // a stamp, a page number or "Scanned with …"
    private const double MostOfThePage = 0.5;
    private const int ManyPaths = 40; // fewer are rules and boxes

    /// <summary>Whether OCR should read the page because there is more on it than its letters say.</summary>
    /// <param name="page">The page.</param>
    /// <param name="text">Its letters.</param>
    public static bool IsPicture(Page page, IReadOnlyList<Letter> text)
    {
        var letters = text.Count(letter => !string.IsNullOrWhiteSpace(letter.Value));
        return letters <= FewLetters
            && (CoveredByPictures(page) >= MostOfThePage || letters == 0 && (page.NumberOfImages > 0 || page.Paths.Count >= ManyPaths));
    }

    /// <summary>
    /// Whether the letters do not tell what they mean: most have no Unicode value, or there are control characters, which are what a font's
    /// glyph numbers look like (its space is usually glyph 3).
    /// </summary>
    public static bool IsMeaningless(IReadOnlyList<Letter> text)
    {
        var (letters, meaningless, controls) = (0, 0, 0);
        foreach (var letter in text)
        {
            if (string.IsNullOrWhiteSpace(letter.Value)) continue;
            letters++;
            if (WordText.CountMeaningless(letter.Value) > 0) meaningless++;
            if (char.IsControl(letter.Value[0])) controls++;
        }

        return letters > 0 && (meaningless * 2 > letters || letters >= 20 && controls * 20 > letters);
    }

    private static double CoveredByPictures(Page page)
    {
        var area = page.Width * page.Height;
        if (area <= 0) return 0;
        double covered = 0;
        foreach (var bounds in Pictures(page))
        {
            var width = Math.Min(bounds.Right, page.Width) - Math.Max(bounds.Left, 0);
            var height = Math.Min(bounds.Top, page.Height) - Math.Max(bounds.Bottom, 0);
            if (width > 0 && height > 0) covered += width * height; // strips of one scan add up
        }

        return covered / area;
    }

    private static IEnumerable<(double Left, double Bottom, double Right, double Top)> Pictures(Page page)
    {
        using var images = page.GetImages().GetEnumerator();
        while (true)
        {
            try
            {
                if (!images.MoveNext()) yield break;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                yield break; // A picture that cannot be described: judge by the others.
            }

            var corners = images.Current.BoundingBox;
            var xs = (double[])[corners.TopLeft.X, corners.TopRight.X, corners.BottomLeft.X, corners.BottomRight.X];
            var ys = (double[])[corners.TopLeft.Y, corners.TopRight.Y, corners.BottomLeft.Y, corners.BottomRight.Y];
            yield return (xs.Min(), ys.Min(), xs.Max(), ys.Max());
        }
    }
}
