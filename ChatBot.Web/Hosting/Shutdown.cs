namespace ChatBot.Web.Hosting;

/// <summary>How the server ends.</summary>
internal static class Shutdown
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Gives running work five seconds after Ctrl+C: answers are cancelled at once, pages are told, the rest is cut.</summary>
    public static IServiceCollection AddShutdown(this IServiceCollection services) =>
        services.Configure<HostOptions>(options => options.ShutdownTimeout = Limit);
}
