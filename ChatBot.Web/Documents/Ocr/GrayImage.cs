using System.Globalization;
using System.Text;

namespace ChatBot.Web.Documents.Ocr;

/// <summary>An 8-bit grey picture, rows from top to bottom without padding; 0 is black. Operations return new pictures.</summary>
internal sealed class GrayImage(int width, int height, byte[] pixels)
{
    public int Width { get; } = width;
    public int Height { get; } = height;
    public byte[] Pixels { get; } = pixels;

    /// <summary>Reads a binary PGM file (P5) with one byte a pixel, as <c>pdftoppm -gray</c> writes.</summary>
    /// <exception cref="InvalidDataException">It is not one, or cut short.</exception>
    public static async Task<GrayImage> ReadPgmAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        var header = new List<int>();
        var token = new StringBuilder();
        var one = new byte[1];
        while (header.Count < 3)
        {
            if (await file.ReadAsync(one, cancellationToken).ConfigureAwait(false) == 0) throw new InvalidDataException("The picture has no header.");
            if (!char.IsWhiteSpace((char)one[0]))
            {
                token.Append((char)one[0]);
                if (token.Length > 10) throw new InvalidDataException("The picture is not a PGM file.");
                continue;
            }

            if (token.Length > 0 && token.ToString() != "P5")
            {
                if (!int.TryParse(token.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                    throw new InvalidDataException("The picture is not a PGM file.");
                header.Add(number);
            }

            token.Clear();
        }

        var pixels = new byte[checked(header[0] * header[1])];
        await file.ReadExactlyAsync(pixels, cancellationToken).ConfigureAwait(false);
        return new GrayImage(header[0], header[1], pixels);
    }

    /// <summary>Writes a binary PGM file.</summary>
    public async Task WritePgmAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.Create(path);
        await file.WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"P5\n{Width} {Height}\n255\n")), cancellationToken)
            .ConfigureAwait(false);
        await file.WriteAsync(Pixels, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The picture turned clockwise by 0, 90, 180 or 270 degrees.</summary>
    public GrayImage Rotate(int degrees)
    {
        if (degrees == 0) return this;
        var turned = degrees % 180 != 0;
        var (width, height) = turned ? (Height, Width) : (Width, Height);
        var result = new byte[Pixels.Length];
        for (var y = 0; y < Height; y++)
        {
            var row = y * Width;
            for (var x = 0; x < Width; x++)
            {
                var target = degrees switch
                {
                    90 => x * width + (Height - 1 - y),
                    180 => (Height - 1 - y) * width + (Width - 1 - x),
                    _ => (Width - 1 - x) * width + y,
                };
                result[target] = Pixels[row + x];
            }
        }

        return new GrayImage(width, height, result);
    }

    /// <summary>The picture with a white border.</summary>
    public GrayImage Pad(int border)
    {
        var width = Width + 2 * border;
        var result = new byte[width * (Height + 2 * border)];
        Array.Fill(result, (byte)255);
        for (var y = 0; y < Height; y++) Pixels.AsSpan(y * Width, Width).CopyTo(result.AsSpan((y + border) * width + border));
        return new GrayImage(width, Height + 2 * border, result);
    }

    /// <summary>The grey level that best parts dark from light: Otsu's method (1979).</summary>
    public byte Threshold()
    {
        var histogram = new long[256];
        foreach (var pixel in Pixels) histogram[pixel]++;
        double total = Pixels.Length, sum = 0;
        for (var i = 0; i < 256; i++) sum += (double)i * histogram[i];
        double darkCount = 0, darkSum = 0, best = -1;
        var threshold = 127;
        for (var i = 0; i < 255; i++)
        {
            darkCount += histogram[i];
            if (darkCount == 0 || darkCount == total) continue;
            darkSum += (double)i * histogram[i];
            var difference = darkSum / darkCount - (sum - darkSum) / (total - darkCount);
            var between = darkCount * (total - darkCount) * difference * difference;
            if (between > best) (best, threshold) = (between, i);
        }

        return (byte)threshold;
    }
}
