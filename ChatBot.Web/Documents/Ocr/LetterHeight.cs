namespace ChatBot.Web.Documents.Ocr;

/// <summary>
/// Estimates how high the letters of a picture are, in pixels: the median height of its connected dark spots that can be letters.
/// </summary>
internal static class LetterHeight
{
    /// <summary>What was found.</summary>
    /// <param name="Height">The median height, 0 where there is no spot.</param>
    /// <param name="Boxes">The spots that can be letters.</param>
    public readonly record struct Estimate(double Height, IReadOnlyList<SpotBox> Boxes)
    {
        /// <summary>How many spots can be letters.</summary>
        public int Spots => Boxes.Count;
    }

    /// <summary>The pixels that a spot reaches to, those at its edges included.</summary>
    public readonly record struct SpotBox(int Left, int Top, int Right, int Bottom);

    /// <summary>Measures a picture; where most of it is dark, light spots count.</summary>
    public static Estimate Of(GrayImage image)
    {
        var threshold = image.Threshold();
        var dark = image.Pixels.Count(pixel => pixel <= threshold);
        var inverted = dark * 2L > image.Pixels.Length;
        var boxes = Boxes(image, threshold, inverted);
        if (boxes.Count == 0) return new Estimate(0, boxes);
        var heights = boxes.Select(box => box.Bottom - box.Top + 1).Order().ToArray();
        return new Estimate(heights[heights.Length / 2], boxes);
    }

    // Runs of ink in each row, joined to those they touch in the row above (union-find over runs).
    private static List<SpotBox> Boxes(GrayImage image, byte threshold, bool inverted)
    {
        var spots = new List<Spot>();
        var above = new List<(int Start, int End, int Spot)>();
        var row = new List<(int Start, int End, int Spot)>();
        for (var y = 0; y < image.Height; y++)
        {
            var pixels = image.Pixels.AsSpan(y * image.Width, image.Width);
            row.Clear();
            for (var x = 0; x < pixels.Length; x++)
            {
                if (pixels[x] <= threshold == inverted) continue;
                var start = x;
                while (x < pixels.Length && pixels[x] <= threshold != inverted) x++;
                row.Add((start, x, Join(spots, above, start, x, y)));
            }

            (above, row) = (row, above);
        }

        return [.. spots
            .Where((spot, i) => spot.Parent == i && IsLetter(spot, image))
            .Select(spot => new SpotBox(spot.Left, spot.Top, spot.Right - 1, spot.Bottom))];
    }

    private static int Join(List<Spot> spots, List<(int Start, int End, int Spot)> above, int start, int end, int y)
    {
        var own = -1;
        foreach (var run in above)
        {
            if (run.End < start) continue;
            if (run.Start > end) break;
            var root = Root(spots, run.Spot);
            if (own < 0) own = root;
            else if (own != root) spots[own].Take(spots[root], own);
        }

        if (own < 0)
        {
            own = spots.Count;
            spots.Add(new Spot { Parent = own, Left = start, Right = end, Top = y, Bottom = y });
        }
        else
        {
            spots[own].Grow(start, end, y);
        }

        return own;
    }

    private static int Root(List<Spot> spots, int spot)
    {
        while (spots[spot].Parent != spot) spot = spots[spot].Parent = spots[spots[spot].Parent].Parent;
        return spot;
    }

    private static bool IsLetter(Spot spot, GrayImage image)
    {
        var (width, height) = (spot.Right - spot.Left, spot.Bottom - spot.Top + 1);
        return height >= 5 && height < image.Height / 2 && width >= 2 && width < 4 * height && height < 8 * width;
    }

    private sealed class Spot
    {
        public int Parent { get; set; }
        public int Left { get; set; }
        public int Right { get; set; }
        public int Top { get; set; }
        public int Bottom { get; set; }

        public void Grow(int left, int right, int bottom) =>
            (Left, Right, Bottom) = (Math.Min(Left, left), Math.Max(Right, right), Math.Max(Bottom, bottom));

        public void Take(Spot other, int own)
        {
            other.Parent = own;
            (Left, Right) = (Math.Min(Left, other.Left), Math.Max(Right, other.Right));
            (Top, Bottom) = (Math.Min(Top, other.Top), Math.Max(Bottom, other.Bottom));
        }
    }
}
