using System.Net;
using System.Text.Json;
using ChatBot.Tests.Browser;
using SkiaSharp;

namespace ChatBot.Tests.Look;

public sealed class AppIconTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Files => [.. AppIcon.All.Select(icon => icon.File)];

    [Theory]
    [MemberData(nameof(Files))]
    public void An_icon_is_the_mark_at_its_size(string file)
    {
        var icon = AppIcon.All.Single(icon => icon.File == file);
        using var drawn = icon.Draw();
        var path = Path.Combine(AppIcon.Folder, file);
        if (Pictures.AreWanted)
        {
            using var stream = File.Create(path);
            drawn.Encode(stream, SKEncodedImageFormat.Png, 100);
        }

        using var stored = SKBitmap.Decode(path);
        Assert.Equal((icon.Size, icon.Size), (stored.Width, stored.Height));
        // A few edge pixels may differ by a shade between versions of the drawing library.
        var far = 0;
        for (var y = 0; y < icon.Size; y++)
            for (var x = 0; x < icon.Size; x++)
                if (Math.Abs(stored.GetPixel(x, y).Alpha - drawn.GetPixel(x, y).Alpha) + Math.Abs(stored.GetPixel(x, y).Red - drawn.GetPixel(x, y).Red) > 48) far++;
        Assert.True(far < icon.Size, $"{far} pixels differ; {Pictures.Variable}=1 draws the icons anew.");
    }

    [Theory]
    [InlineData("en", "Chat with a language model that runs on your own computer.")]
    [InlineData("de", "Chat mit einem Sprachmodell, das auf dem eigenen Rechner läuft.")]
    public async Task The_manifest_names_icons_that_are_there_in_the_readers_language(string language, string description)
    {
        await using var app = await RunningApp.StartAsync(_ => Scripts.Play(""));
        using var client = new HttpClient { BaseAddress = new(app.Address) };
        client.DefaultRequestHeaders.Add("Accept-Language", language);
        using var response = await client.GetAsync("/manifest.webmanifest", Cancellation);
        using var manifest = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation));

        Assert.Equal("application/manifest+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(description, manifest.RootElement.GetProperty("description").GetString());
        Assert.Equal("standalone", manifest.RootElement.GetProperty("display").GetString());
        foreach (var icon in manifest.RootElement.GetProperty("icons").EnumerateArray())
        {
            using var picture = await client.GetAsync(icon.GetProperty("src").GetString(), Cancellation);
            Assert.Equal(HttpStatusCode.OK, picture.StatusCode);
            Assert.Equal(icon.GetProperty("type").GetString(), picture.Content.Headers.ContentType!.MediaType);
        }
    }
}
