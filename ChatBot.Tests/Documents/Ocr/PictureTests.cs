using ChatBot.Web.Documents;
using ChatBot.Web.Documents.Ocr;
using SkiaSharp;

namespace ChatBot.Tests.Documents.Ocr;

public sealed class PictureTests : IDisposable
{
    private static readonly string[] Lines = ["The harbour office opens at nine in the morning", "and the last ferry to Lindholm leaves at seven,", "unless the wind from the west is too strong."];
    private static readonly string Whole = string.Join(' ', Lines);

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(90)]
    [InlineData(180)]
    [InlineData(270)]
    public async Task A_turned_picture_is_read_and_its_boxes_lie_where_the_words_are_seen(int degrees)
    {
        using var upright = TestPicture.Text(28, Lines);
        using var turned = TestPicture.Turn(upright, degrees);
        var document = await ReadAsync("a.png", TestPicture.Encode(turned));

        Assert.Equal(Whole, Reading.Flat(document.Text));
        var page = Assert.Single(document.Pages);
        Assert.Equal((turned.Width, turned.Height, degrees, true), ((int)page.Width, (int)page.Height, page.Rotation, page.IsOcr));
        Assert.InRange(page.Confidence, 0.8, 1);
        AssertBoxesCoverTheInk(document, turned);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(-11)]
    public async Task A_tilted_picture_is_read_and_its_boxes_lie_where_the_words_are_seen(float degrees)
    {
        using var level = TestPicture.Text(28, Lines);
        using var tilted = TestPicture.Tilt(level, degrees);
        var document = await ReadAsync("a.png", TestPicture.Encode(tilted));

        Assert.Equal(Whole, Reading.Flat(document.Text));
        AssertBoxesCoverTheInk(document, tilted);
        var marks = document.Highlight(0, Lines[0].Length).Select(mark => mark.Box).ToList();
        Assert.All(document.WordsIn(0, Lines[0].Length), word => Assert.Contains(marks, mark => mark.Union(word.Boxes.First()) == mark));
        Assert.All(marks, mark => Assert.True(mark.Height * tilted.Height < 4 * 28, $"A mark covers more than its line and the edges of the next: {mark}"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5f)]
    [InlineData(-0.5f)]
    public void A_picture_that_is_straight_enough_is_left_as_it_is(float degrees)
    {
        using var level = TestPicture.Text(28, [.. Lines, .. Lines]);
        using var tilted = TestPicture.Tilt(level, degrees);
        var picture = new GrayImage(tilted.Width, tilted.Height, TestPicture.Gray(tilted));

        Assert.Same(picture, Skew.Of(LetterHeight.Of(picture)).Straighten(picture));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 180)]
    [InlineData(6, 90)]
    [InlineData(8, 270)]
    public async Task The_orientation_that_a_camera_notes_is_followed(byte orientation, int turnsBy)
    {
        using var upright = TestPicture.Text(28, Lines);
        using var stored = TestPicture.Turn(upright, (360 - turnsBy) % 360);
        var document = await ReadAsync("a.jpg", TestPicture.WithOrientation(TestPicture.Encode(stored, SKEncodedImageFormat.Jpeg), orientation));

        Assert.Equal(Whole, Reading.Flat(document.Text));
        Assert.Equal((upright.Width, upright.Height, 0), ((int)document.Pages[0].Width, (int)document.Pages[0].Height, document.Pages[0].Rotation));
        AssertBoxesCoverTheInk(document, upright);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(90)]
    public async Task Very_small_and_very_large_letters_are_brought_to_a_good_size(float size)
    {
        using var picture = TestPicture.Text(size, Lines);
        var document = await ReadAsync("a.png", TestPicture.Encode(picture));

        Assert.Equal(Whole, Reading.Flat(document.Text));
    }

    [Fact]
    public async Task A_photo_that_is_dark_on_one_side_is_read_whole()
    {
        using var picture = TestPicture.Text(28, Lines);
        using var photo = new SKBitmap(picture.Info);
        for (var y = 0; y < picture.Height; y++)
        {
            for (var x = 0; x < picture.Width; x++)
            {
                // Light falls off to a quarter; ink stays two fifths of the paper around it.
                var light = 0.95 - 0.7 * x / picture.Width;
                var level = (byte)(255 * light * (0.4 + 0.6 * picture.GetPixel(x, y).Green / 255.0));
                photo.SetPixel(x, y, new SKColor(level, level, level));
            }
        }

        var document = await ReadAsync("a.png", TestPicture.Encode(photo));

        Assert.Equal(Whole, Reading.Flat(document.Text));
    }

    [Fact]
    public async Task White_text_on_a_dark_ground_and_text_on_a_transparent_one_are_read()
    {
        using var picture = TestPicture.Text(28, Lines);
        using var dark = new SKBitmap(picture.Info);
        using var transparent = new SKBitmap(picture.Info);
        for (var y = 0; y < picture.Height; y++)
        {
            for (var x = 0; x < picture.Width; x++)
            {
                var ink = (byte)(255 - picture.GetPixel(x, y).Green);
                dark.SetPixel(x, y, new SKColor((byte)(20 + ink * 0.9), (byte)(20 + ink * 0.9), (byte)(60 + ink * 0.7)));
                transparent.SetPixel(x, y, new SKColor(0, 0, 0, ink));
            }
        }

        Assert.Equal(Whole, Reading.Flat((await ReadAsync("dark.png", TestPicture.Encode(dark))).Text));
        Assert.Equal(Whole, Reading.Flat((await ReadAsync("transparent.png", TestPicture.Encode(transparent))).Text));
    }

    [Theory]
    [InlineData(255, 255, 255)]
    [InlineData(255, 224, 112)]
    public async Task Light_text_on_nothing_is_read_as_on_the_dark_page_it_was_made_for(byte red, byte green, byte blue)
    {
        using var picture = TestPicture.Text(28, Lines);
        using var light = new SKBitmap(new SKImageInfo(picture.Width, picture.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        for (var y = 0; y < picture.Height; y++)
            for (var x = 0; x < picture.Width; x++) light.SetPixel(x, y, new SKColor(red, green, blue, (byte)(255 - picture.GetPixel(x, y).Green)));

        Assert.Equal(Whole, Reading.Flat((await ReadAsync("light.png", TestPicture.Encode(light))).Text));
    }

    [Fact]
    public async Task A_picture_without_text_says_so()
    {
        Reading.Need("tesseract");
        using var blank = new SKBitmap(600, 400);
        blank.Erase(SKColors.SkyBlue);
        var result = await Reading.TryReadAsync(_folder.Write("sky.png", TestPicture.Encode(blank)));

        Assert.Equal(DocumentProblemKind.NoText, result.Problem!.Kind);
    }

    [Fact]
    public async Task A_picture_over_the_limit_is_refused_by_its_header_alone()
    {
        // The header of a PNG of 30,000 × 30,000 pixels, and nothing behind it to decode.
        byte[] png =
        [
            0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R',
            0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30, 8, 0, 0, 0, 0,
        ];
        var crc = Crc(png.AsSpan(12));
        png = [.. png, (byte)(crc >> 24), (byte)(crc >> 16), (byte)(crc >> 8), (byte)crc, 0, 0, 0, 0, (byte)'I', (byte)'D', (byte)'A', (byte)'T', 0x35, 0xAF, 0x06, 0x1E];
        var result = await Reading.TryReadAsync(_folder.Write("huge.png", png));

        Assert.Equal(DocumentProblemKind.TooManyPixels, result.Problem!.Kind);
        Assert.Contains("30000 × 30000 pixels; at most 40 megapixels", result.Problem.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_picture_says_so()
    {
        var result = await Reading.TryReadAsync(_folder.Write("a.png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3]));

        Assert.Equal(DocumentProblemKind.Damaged, result.Problem!.Kind);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(90)]
    [InlineData(180)]
    [InlineData(270)]
    public void Turning_back_gives_the_picture_again(int degrees)
    {
        var image = new GrayImage(3, 2, [1, 2, 3, 4, 5, 6]);
        var turned = image.Rotate(degrees);

        if (degrees == 90) Assert.Equal([4, 1, 5, 2, 6, 3], turned.Pixels);
        Assert.Equal(image.Pixels, turned.Rotate((360 - degrees) % 360).Pixels);
    }

    private async Task<ExtractedDocument> ReadAsync(string name, byte[] content)
    {
        Reading.Need("tesseract");
        return await Reading.ReadAsync(_folder.Write(name, content));
    }

    // Nearly all ink lies in the boxes, and nearly nothing else: so every box is where its word is.
    private static void AssertBoxesCoverTheInk(ExtractedDocument document, SKBitmap picture)
    {
        var gray = TestPicture.Gray(picture);
        var inside = new bool[gray.Length];
        foreach (var box in document.Words.SelectMany(word => word.Boxes))
        {
            for (var y = (int)(box.Top * picture.Height) - 1; y <= box.Bottom * picture.Height + 1; y++)
                for (var x = (int)(box.Left * picture.Width) - 1; x <= box.Right * picture.Width + 1; x++)
                    if (x >= 0 && y >= 0 && x < picture.Width && y < picture.Height) inside[y * picture.Width + x] = true;
        }

        var ink = Enumerable.Range(0, gray.Length).Where(i => gray[i] < 128).ToArray();
        Assert.InRange(ink.Count(i => inside[i]) / (double)ink.Length, 0.97, 1);
        Assert.InRange(inside.Count(covered => covered) / (double)gray.Length, 0, 0.6);
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var i = 0; i < 8; i++) crc = (crc >> 1) ^ (0xEDB88320u & (uint)-(crc & 1));
        }

        return ~crc;
    }
}
