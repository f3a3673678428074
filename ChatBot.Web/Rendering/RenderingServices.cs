namespace ChatBot.Web.Rendering;

/// <summary>Registers this folder.</summary>
internal static class RenderingServices
{
    /// <summary>Adds the renderer that makes answers safe to show.</summary>
    public static IServiceCollection AddRendering(this IServiceCollection services) =>
        services.AddSingleton<HtmlRenderer>().AddSingleton<FinishedBlocks>();
}
