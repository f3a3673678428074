using SkiaSharp;

namespace ChatBot.Web.Documents.Ocr;

/// <summary>Brings letters to the size that Tesseract reads best, 20 to 30 pixels high.</summary>
internal static class OcrScale
{
    private const double Smallest = 18;
    private const double Largest = 40;
    private const double Target = 26;
    private const double MostUp = 4;
    private const double MostPixels = 16_000_000;

    /// <summary>The factor for letters of a height: 1 where they are well as they are.</summary>
    /// <param name="letterHeight">In pixels; 0 where unknown.</param>
    /// <param name="width">The picture's width in pixels.</param>
    /// <param name="height">The picture's height in pixels.</param>
    public static double Factor(double letterHeight, int width, int height)
    {
        var factor = letterHeight is > 0 and < Smallest or > Largest ? Math.Min(Target / letterHeight, MostUp) : 1;
        return Math.Min(factor, Math.Sqrt(MostPixels / ((double)width * height)));
    }

    /// <summary>The picture scaled with cubic (up) or area-like mipmapped (down) sampling.</summary>
    public static GrayImage Scale(GrayImage image, double factor)
    {
        if (Math.Abs(factor - 1) < 0.01) return image;
        var (width, height) = (Math.Max(1, (int)Math.Round(image.Width * factor)), Math.Max(1, (int)Math.Round(image.Height * factor)));
        using var source = new SKBitmap(new SKImageInfo(image.Width, image.Height, SKColorType.Gray8, SKAlphaType.Opaque));
        Copy(image.Pixels, source, image.Width, image.Height);
        using var scaled = new SKBitmap(new SKImageInfo(width, height, SKColorType.Gray8, SKAlphaType.Opaque));
        var sampling = factor > 1 ? new SKSamplingOptions(SKCubicResampler.CatmullRom) : new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear);
        if (!source.ScalePixels(scaled, sampling)) return image;
        var pixels = new byte[width * height];
        var rows = scaled.GetPixelSpan();
        for (var y = 0; y < height; y++) rows.Slice(y * scaled.RowBytes, width).CopyTo(pixels.AsSpan(y * width));
        return new GrayImage(width, height, pixels);
    }

    private static void Copy(byte[] pixels, SKBitmap bitmap, int width, int height)
    {
        var rows = bitmap.GetPixels();
        for (var y = 0; y < height; y++)
            System.Runtime.InteropServices.Marshal.Copy(pixels, y * width, rows + y * bitmap.RowBytes, width);
    }
}
