namespace ChatBot.Web.Documents.Ocr;

/// <summary>
/// How far the lines of a picture are tilted, as in a photo that was not held straight, and how to straighten it. Tesseract reads lines that are
/// tilted by more than a few degrees badly or not at all.
/// </summary>
/// <param name="Degrees">Clockwise; 0 where the picture is straight enough.</param>
internal readonly record struct Skew(double Degrees)
{
    private const double Most = 15;
    private const double Least = 1; // below Tesseract is better left alone: turning blurs
    private const double Step = 0.1;
    private const int FewestLetters = 24;
    private const int MostLetters = 5_000;
    private const double Clearly = 1.5;

    /// <summary>
    /// H. S. Baird, "The skew angle of printed documents" (1987): the angle at which the feet of the letters project onto fewest places. Which edge is
    /// the foot is not known yet, so all four are tried.
    /// </summary>
    /// <param name="letters">What was measured of the picture's letters.</param>
    public static Skew Of(LetterHeight.Estimate letters)
    {
        if (letters.Spots < FewestLetters) return default;
        var stride = (letters.Spots + MostLetters - 1) / MostLetters;
        var spots = letters.Boxes.Where((_, i) => i % stride == 0).ToArray();
        var (best, degrees) = (0.0, 0.0);
        foreach (var (along, edge) in Edges(spots))
        {
            var level = Sharpness(along, edge, 0, letters.Height);
            for (var angle = -Most; angle <= Most + Step / 2; angle += Step)
            {
                var sharpness = Sharpness(along, edge, angle, letters.Height);
                if (sharpness > best) (best, degrees) = (sharpness, sharpness > Clearly * level ? angle : 0);
            }
        }

        return Math.Abs(degrees) < Least ? default : new Skew(degrees);
    }

    /// <summary>The picture with its lines level, on as much more white as it needs; itself where it is straight.</summary>
    public GrayImage Straighten(GrayImage image)
    {
        if (Degrees == 0) return image;
        var (sin, cos) = Math.SinCos(double.DegreesToRadians(Degrees));
        var (width, height) = Size(image);
        var pixels = new byte[width * height];
        for (var y = 0; y < height; y++)
        {
            var dy = y - (height - 1) / 2.0;
            for (var x = 0; x < width; x++)
            {
                var dx = x - (width - 1) / 2.0;
                pixels[y * width + x] = At(image, dx * cos - dy * sin + (image.Width - 1) / 2.0, dx * sin + dy * cos + (image.Height - 1) / 2.0);
            }
        }

        return new GrayImage(width, height, pixels);
    }

    /// <summary>The box around where a box of the straightened picture stands in the picture as it was. Both in fractions.</summary>
    /// <param name="box">The box.</param>
    /// <param name="image">The picture as it was.</param>
    public PageBox Restore(PageBox box, GrayImage image)
    {
        if (Degrees == 0) return box;
        var (sin, cos) = Math.SinCos(double.DegreesToRadians(Degrees));
        var (width, height) = Size(image);
        var (dx, dy) = ((box.Left + box.Right - 1) / 2 * width, (box.Top + box.Bottom - 1) / 2 * height);
        var (x, y) = (dx * cos - dy * sin, dx * sin + dy * cos);
        var (halfWidth, halfHeight) = (box.Width * width / 2, box.Height * height / 2);
        var (acrossX, acrossY) = (halfWidth * cos + halfHeight * Math.Abs(sin), halfHeight * cos + halfWidth * Math.Abs(sin));
        return new PageBox(
            (float)((x - acrossX) / image.Width + 0.5), (float)((y - acrossY) / image.Height + 0.5),
            (float)((x + acrossX) / image.Width + 0.5), (float)((y + acrossY) / image.Height + 0.5));
    }

    // Each with the coordinate along the line first. A line that is tilted clockwise goes down to the right, or to the left from top to bottom.
    private static IEnumerable<(double[] Along, double[] Edge)> Edges(LetterHeight.SpotBox[] spots)
    {
        double[] x = [.. spots.Select(spot => (spot.Left + spot.Right) / 2.0)], y = [.. spots.Select(spot => -(spot.Top + spot.Bottom) / 2.0)];
        yield return (x, [.. spots.Select(spot => (double)spot.Bottom)]);
        yield return (x, [.. spots.Select(spot => (double)spot.Top)]);
        yield return (y, [.. spots.Select(spot => (double)spot.Left)]);
        yield return (y, [.. spots.Select(spot => (double)spot.Right)]);
    }

    // How many pairs of letters have their edges on one line.
    private static double Sharpness(double[] along, double[] edge, double degrees, double letterHeight)
    {
        var slope = Math.Tan(double.DegreesToRadians(degrees));
        var bin = Math.Max(1, letterHeight / 4);
        var counts = new Dictionary<int, int>();
        for (var i = 0; i < along.Length; i++)
        {
            var place = (int)Math.Floor((edge[i] - along[i] * slope) / bin);
            counts[place] = counts.GetValueOrDefault(place) + 1;
        }

        return counts.Values.Sum(count => (double)count * (count - 1));
    }

    private (int Width, int Height) Size(GrayImage image)
    {
        var (sin, cos) = Math.SinCos(double.DegreesToRadians(Math.Abs(Degrees)));
        return ((int)Math.Ceiling(image.Width * cos + image.Height * sin), (int)Math.Ceiling(image.Height * cos + image.Width * sin));
    }

    // Bilinear; white outside.
    private static byte At(GrayImage image, double x, double y)
    {
        var (left, top) = ((int)Math.Floor(x), (int)Math.Floor(y));
        if (left < -1 || top < -1 || left >= image.Width || top >= image.Height) return 255;
        var (dx, dy) = (x - left, y - top);
        var above = Pixel(left, top) * (1 - dx) + Pixel(left + 1, top) * dx;
        var below = Pixel(left, top + 1) * (1 - dx) + Pixel(left + 1, top + 1) * dx;
        return (byte)Math.Round(above * (1 - dy) + below * dy);

        double Pixel(int px, int py) => px < 0 || py < 0 || px >= image.Width || py >= image.Height ? 255 : image.Pixels[py * image.Width + px];
    }
}
