namespace ChatBot.Web.Documents.Ocr;

/// <summary>
/// Evens out the light of a photo: where the paper is darker on one side than on the other, every pixel is divided by the paper's
/// brightness around it, so that one threshold serves the whole page.
/// </summary>
internal static class Background
{
    private const int Tile = 32;
    private const int LeastDifference = 30; // grey levels between the darkest and the lightest paper
    private const int DarkestPaper = 60; // darker is not paper but a dark design, which OCR inverts itself

    /// <summary>The picture with white paper, or itself where the light is even.</summary>
    public static GrayImage Flatten(GrayImage image)
    {
        var (columns, rows) = ((image.Width + Tile - 1) / Tile, (image.Height + Tile - 1) / Tile);
        if (columns < 3 || rows < 3) return image;
        var paper = Smooth(Paper(image, columns, rows), columns, rows);
        var sorted = paper.Order().ToArray();
        var (low, high) = (sorted[sorted.Length / 20], sorted[^(sorted.Length / 20 + 1)]);
        if (high - low < LeastDifference || low < DarkestPaper) return image;
        var pixels = new byte[image.Pixels.Length];
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
            {
                var at = y * image.Width + x;
                pixels[at] = (byte)Math.Min(255, image.Pixels[at] * 250 / Math.Max(1, At(paper, columns, rows, x, y)));
            }
        }

        return new GrayImage(image.Width, image.Height, pixels);
    }

    // The nine-tenths quantile of each tile: paper, wherever a tile is not all ink.
    private static float[] Paper(GrayImage image, int columns, int rows)
    {
        var paper = new float[columns * rows];
        var histogram = new int[256];
        for (var tile = 0; tile < paper.Length; tile++)
        {
            Array.Clear(histogram);
            var (left, top) = (tile % columns * Tile, tile / columns * Tile);
            var (right, bottom) = (Math.Min(left + Tile, image.Width), Math.Min(top + Tile, image.Height));
            for (var y = top; y < bottom; y++)
                foreach (var pixel in image.Pixels.AsSpan(y * image.Width + left, right - left)) histogram[pixel]++;
            var above = (right - left) * (bottom - top) / 10;
            var level = 255;
            while (level > 0 && (above -= histogram[level]) >= 0) level--;
            paper[tile] = level;
        }

        return paper;
    }

    // A letter as large as a tile must not count as dark paper: take the brightest neighbour, then the mean.
    private static float[] Smooth(float[] tiles, int columns, int rows)
    {
        float[] Around(float[] source, Func<IEnumerable<float>, float> take) =>
            [.. Enumerable.Range(0, source.Length).Select(i => take(
                from dy in Enumerable.Range(-1, 3)
                from dx in Enumerable.Range(-1, 3)
                let x = i % columns + dx
                let y = i / columns + dy
                where x >= 0 && x < columns && y >= 0 && y < rows
                select source[y * columns + x]))];
        return Around(Around(tiles, values => values.Max()), values => values.Average());
    }

    // Bilinear between the middles of the tiles.
    private static int At(float[] tiles, int columns, int rows, int x, int y)
    {
        var fx = Math.Clamp((x + 0.5f) / Tile - 0.5f, 0, columns - 1);
        var fy = Math.Clamp((y + 0.5f) / Tile - 0.5f, 0, rows - 1);
        var (x0, y0) = ((int)fx, (int)fy);
        var (x1, y1) = (Math.Min(x0 + 1, columns - 1), Math.Min(y0 + 1, rows - 1));
        var (dx, dy) = (fx - x0, fy - y0);
        var top = tiles[y0 * columns + x0] * (1 - dx) + tiles[y0 * columns + x1] * dx;
        var bottom = tiles[y1 * columns + x0] * (1 - dx) + tiles[y1 * columns + x1] * dx;
        return (int)(top * (1 - dy) + bottom * dy);
    }
}
