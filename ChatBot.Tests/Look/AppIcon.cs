using System.Xml.Linq;
using SkiaSharp;

namespace ChatBot.Tests.Look;

/// <summary>The application's icon as a picture: the mark of favicon.svg in the colours of the page.</summary>
/// <param name="File">Its name in wwwroot/icons.</param>
/// <param name="Size">Its width and height, in pixels.</param>
/// <param name="Share">How much of the width the mark takes; a system may cut a maskable icon down to the inner 80 %.</param>
/// <param name="IsFilled">Whether it has a background; others are clear around the mark.</param>
internal sealed record AppIcon(string File, int Size, float Share, bool IsFilled)
{
    private static readonly SKColor Accent = new(0x0D, 0x6B, 0x64);

    public static IReadOnlyList<AppIcon> All { get; } =
    [
        new("app-192.png", 192, 0.96f, false), new("app-512.png", 512, 0.96f, false), new("maskable-512.png", 512, 0.56f, true), new("touch-180.png", 180, 0.66f, true),
    ];

    public static string Folder { get; } = ProjectRoot.Combine("ChatBot.Web", "wwwroot", "icons");

    public SKBitmap Draw()
    {
        var mark = XDocument.Load(ProjectRoot.Combine("ChatBot.Web", "wwwroot", "favicon.svg")).Root!;
        XNamespace svg = "http://www.w3.org/2000/svg";
        var bitmap = new SKBitmap(Size, Size);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(IsFilled ? Accent : SKColors.Transparent);
        canvas.Translate(Size / 2f, Size / 2f);
        canvas.Scale(Share * Size / 25.5f /* the mark's own width of the 32 units around it */);
        canvas.Translate(-16, -16);
        using var bubble = new SKPaint { IsAntialias = true, Color = IsFilled ? SKColors.White : Accent };
        using var dots = new SKPaint { IsAntialias = true, Color = IsFilled ? Accent : SKColors.White };
        using var path = SKPath.ParseSvgPathData(mark.Element(svg + "path")!.Attribute("d")!.Value);
        canvas.DrawPath(path, bubble);
        foreach (var circle in mark.Elements(svg + "circle"))
            canvas.DrawCircle((float)circle.Attribute("cx")!, (float)circle.Attribute("cy")!, (float)circle.Attribute("r")!, dots);
        return bitmap;
    }
}
