namespace ChatBot.Web.Hosting;

/// <summary>How the server ends.</summary>
internal static class Shutdown
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Gives running work five seconds after Ctrl+C: answers are cancelled at once, pages are told, the rest is cut.</summary>
    public static IServiceCollection AddShutdown(this IServiceCollection services) =>
        services.Configure<HostOptions>(options => options.ShutdownTimeout = Limit);

    /// <summary>
    /// Turns away who comes while the server ends. A page whose connection was just closed tries again at once; let in, it would hold
    /// the server up to the limit.
    /// </summary>
    public static void UseShutdown(this WebApplication app)
    {
        var stopping = app.Lifetime.ApplicationStopping;
        app.Use((context, next) =>
        {
            if (!stopping.IsCancellationRequested) return next(context);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.Connection = "close";
            return Task.CompletedTask;
        });
    }
}
