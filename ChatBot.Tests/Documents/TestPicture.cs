using SkiaSharp;

namespace ChatBot.Tests.Documents;

/// <summary>Draws pictures of text.</summary>
internal static class TestPicture
{
    private static readonly string[] FontFolders = ["/usr/share/fonts", "/Library/Fonts", "C:\\Windows\\Fonts"];
    private static readonly string[] FontNames = ["DejaVuSans.ttf", "LiberationSans-Regular.ttf", "Arial.ttf", "arial.ttf"];

    /// <summary>Black lines on white, as high as they need.</summary>
    public static SKBitmap Text(float size, params string[] lines)
    {
        using var typeface = SKTypeface.FromFile(FindFont());
        using var font = new SKFont(typeface, size) { Subpixel = true };
        var width = (int)(lines.Max(line => font.MeasureText(line)) + 4 * size);
        var bitmap = new SKBitmap(width, (int)((lines.Length * 1.4f + 2.4f) * size), SKColorType.Rgba8888, SKAlphaType.Premul);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.White);
        using var paint = new SKPaint { Color = SKColors.Black, IsAntialias = true };
        for (var i = 0; i < lines.Length; i++) canvas.DrawText(lines[i], 2 * size, (2.2f + i * 1.4f) * size, SKTextAlign.Left, font, paint);
        return bitmap;
    }

    /// <summary>How wide a text is, which starts at twice its size from the left edge.</summary>
    public static float Width(float size, string text)
    {
        using var typeface = SKTypeface.FromFile(FindFont());
        using var font = new SKFont(typeface, size) { Subpixel = true };
        return font.MeasureText(text);
    }

    /// <summary>The picture as a file.</summary>
    public static byte[] Encode(SKBitmap bitmap, SKEncodedImageFormat format = SKEncodedImageFormat.Png)
    {
        using var data = bitmap.Encode(format, 92);
        return data.ToArray();
    }

    /// <summary>The picture turned clockwise.</summary>
    public static SKBitmap Turn(SKBitmap bitmap, int degrees)
    {
        var turned = degrees % 180 != 0;
        var result = new SKBitmap(turned ? bitmap.Height : bitmap.Width, turned ? bitmap.Width : bitmap.Height, SKColorType.Rgba8888, SKAlphaType.Premul);
        using var canvas = new SKCanvas(result);
        canvas.Translate(result.Width / 2f, result.Height / 2f);
        canvas.RotateDegrees(degrees);
        canvas.DrawBitmap(bitmap, -bitmap.Width / 2f, -bitmap.Height / 2f, new SKSamplingOptions(SKFilterMode.Linear));
        return result;
    }

    /// <summary>The picture tilted clockwise by some degrees, as in a photo that was not held straight, on white.</summary>
    public static SKBitmap Tilt(SKBitmap bitmap, float degrees)
    {
        var (sin, cos) = MathF.SinCos(MathF.Abs(degrees) * MathF.PI / 180);
        var result = new SKBitmap(
            (int)(bitmap.Width * cos + bitmap.Height * sin), (int)(bitmap.Height * cos + bitmap.Width * sin), SKColorType.Rgba8888, SKAlphaType.Premul);
        using var canvas = new SKCanvas(result);
        canvas.Clear(SKColors.White);
        canvas.Translate(result.Width / 2f, result.Height / 2f);
        canvas.RotateDegrees(degrees);
        canvas.DrawBitmap(bitmap, -bitmap.Width / 2f, -bitmap.Height / 2f, new SKSamplingOptions(SKCubicResampler.Mitchell));
        return result;
    }

    /// <summary>Its grey levels, row by row.</summary>
    public static byte[] Gray(SKBitmap bitmap)
    {
        var gray = new byte[bitmap.Width * bitmap.Height];
        var pixels = bitmap.GetPixelSpan();
        for (var i = 0; i < gray.Length; i++) gray[i] = pixels[i * 4 + 1];
        return gray;
    }

    /// <summary>A JPEG with an EXIF orientation (1 to 8).</summary>
    public static byte[] WithOrientation(byte[] jpeg, byte orientation)
    {
        byte[] exif =
        [
            0xFF, 0xE1, 0, 34, (byte)'E', (byte)'x', (byte)'i', (byte)'f', 0, 0, (byte)'M', (byte)'M', 0, 42, 0, 0, 0, 8,
            0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0,
        ];
        return [.. jpeg[..2], .. exif, .. jpeg[2..]];
    }

    private static string FindFont()
    {
        foreach (var folder in FontFolders.Where(Directory.Exists))
        {
            foreach (var name in FontNames)
                if (Directory.EnumerateFiles(folder, name, SearchOption.AllDirectories).FirstOrDefault() is { } path) return path;
        }

        Assert.Skip("No font to draw with was found.");
        return "";
    }
}
