using System.Runtime.InteropServices;
using ChatBot.Web.Localization;
using SkiaSharp;

namespace ChatBot.Web.Documents.Ocr;

/// <summary>Decodes PNG and JPEG files, after their dimensions were checked.</summary>
internal static class PictureFile
{
    /// <summary>
    /// Reads a picture as it is displayed: turned as its EXIF orientation says, grey, what is transparent as white. Light letters on nothing,
    /// such as a logo for dark pages, become dark ones.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="fileName">The name to use in messages.</param>
    /// <param name="limits">The most pixels.</param>
    /// <exception cref="DocumentRejectedException">It has too many pixels, or is damaged.</exception>
    public static GrayImage Read(string path, string fileName, DocumentLimits limits)
    {
        using var codec = SKCodec.Create(path) ?? throw Damaged(fileName);
        var info = codec.Info;
        if ((long)info.Width * info.Height > limits.Megapixels * 1_000_000L)
            throw new DocumentRejectedException(limits.TooManyPixels(fileName, info.Width, info.Height));
        var pixels = new byte[checked(info.Width * info.Height * 4)];
        var pinned = GCHandle.Alloc(pixels, GCHandleType.Pinned);
        try
        {
            var result = codec.GetPixels(new SKImageInfo(info.Width, info.Height, SKColorType.Rgba8888, SKAlphaType.Premul), pinned.AddrOfPinnedObject());
            // What is there of a file that was cut short can still be read.
            if (result is not (SKCodecResult.Success or SKCodecResult.IncompleteInput or SKCodecResult.ErrorInInput)) throw Damaged(fileName);
        }
        finally
        {
            pinned.Free();
        }

        return Orient(new GrayImage(info.Width, info.Height, ToGray(pixels)), codec.EncodedOrigin);
    }

    // Rec. 709 luma of the premultiplied colour, and white for what shines through.
    private static byte[] ToGray(byte[] rgba)
    {
        var gray = new byte[rgba.Length / 4];
        long covered = 0, dark = 0;
        for (var i = 0; i < gray.Length; i++)
        {
            var (light, alpha) = (Light(i), rgba[i * 4 + 3]);
            gray[i] = (byte)Math.Min(255, light + 255 - alpha);
            covered += alpha;
            dark += Math.Max(0, alpha - light);
        }

        // Most of it shows the ground, and what does not is light: on white nobody could read it.
        if (covered * 2 > 255L * gray.Length || dark * 4 > covered) return gray;
        for (var i = 0; i < gray.Length; i++) gray[i] = (byte)(255 - Math.Min(255, Light(i)));
        return gray;

        int Light(int pixel) => (54 * rgba[pixel * 4] + 183 * rgba[pixel * 4 + 1] + 19 * rgba[pixel * 4 + 2] + 128) / 256;
    }

    private static GrayImage Orient(GrayImage image, SKEncodedOrigin origin) => origin switch
    {
        SKEncodedOrigin.TopRight => Mirror(image),
        SKEncodedOrigin.BottomRight => image.Rotate(180),
        SKEncodedOrigin.BottomLeft => Mirror(image).Rotate(180),
        SKEncodedOrigin.LeftTop => Mirror(image).Rotate(270),
        SKEncodedOrigin.RightTop => image.Rotate(90),
        SKEncodedOrigin.RightBottom => Mirror(image).Rotate(90),
        SKEncodedOrigin.LeftBottom => image.Rotate(270),
        _ => image,
    };

    private static GrayImage Mirror(GrayImage image)
    {
        for (var y = 0; y < image.Height; y++) image.Pixels.AsSpan(y * image.Width, image.Width).Reverse();
        return image;
    }

    private static DocumentRejectedException Damaged(string fileName) => new(new DocumentProblem(
        DocumentProblemKind.Damaged, Strings.Doc_PictureDamaged.With(fileName), Strings.Doc_PictureDamagedRemedy));
}
