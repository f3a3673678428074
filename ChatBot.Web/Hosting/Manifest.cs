using System.Text.Json;
using ChatBot.Web.Localization;

namespace ChatBot.Web.Hosting;

/// <summary>
/// <c>/manifest.webmanifest</c>: with it a browser installs the page as an application, with a window and an icon of its own. There is no
/// service worker: without its server the page could answer nothing.
/// </summary>
internal static class Manifest
{
    private const string ContentType = "application/manifest+json";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Maps it.</summary>
    public static void MapManifest(this WebApplication app) => app.MapGet("/manifest.webmanifest", () => Results.Json(new
    {
        Id = "/",
        Name = "ChatBot",
        ShortName = "ChatBot",
        Description = Strings.App_Description,
        Lang = Languages.Current.Name,
        Dir = Languages.Direction,
        StartUrl = "/",
        Scope = "/",
        Display = "standalone",
        ThemeColor = "#f8f9f9",
        BackgroundColor = "#f8f9f9",
        Icons = new[]
        {
            Icon("favicon.svg", "any", "image/svg+xml", "any"), Icon("icons/app-192.png", "192x192"), Icon("icons/app-512.png", "512x512"),
            Icon("icons/maskable-512.png", "512x512", purpose: "maskable"),
        },
        Shortcuts = new[] { new { Name = Strings.NewChat, Url = "/" } },
    }, Json, ContentType));

    private static object Icon(string path, string sizes, string type = "image/png", string purpose = "any") =>
        new { Src = $"/{path}", Sizes = sizes, Type = type, Purpose = purpose };
}
