using System.Net;
using ChatBot.Web.Localization;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.Primitives;

namespace ChatBot.Web.Hosting;

/// <summary>
/// Answers under names that belong to this server only. A page elsewhere can have its own name lead to this machine (DNS rebinding), and would then be
/// taken for a page of ours. No stranger can do that with an address in numbers, with a name without dots, or with one that public DNS never
/// gives away; all others must be in the setting <c>AllowedHosts</c>.
/// </summary>
internal static class KnownHosts
{
    /// <summary>The setting: names joined by semicolons, <c>*.</c> before one for all below it; <c>*</c> for any. It adds to what is always known.</summary>
    public const string Setting = "AllowedHosts";

    /// <summary>Names in these are never public: RFC 6761, 6762 and 8375, and what ICANN reserved for private use in 2024.</summary>
    private static readonly string[] Private = [".localhost", ".local", ".test", ".home.arpa", ".internal"];

    /// <summary>Has the host's own filter, which knows the setting alone, let everything pass.</summary>
    public static IServiceCollection AddKnownHosts(this IServiceCollection services) =>
        services.Configure<HostFilteringOptions>(options => options.AllowedHosts = ["*"]);

    /// <summary>Refuses requests for other names, in words for whoever runs the server. Behind what chooses the language.</summary>
    public static void UseKnownHosts(this WebApplication app)
    {
        // At the first request, when the addresses to listen at have been checked.
        var allowed = new Lazy<List<StringSegment>>(() => Allowed(app.Configuration));
        app.Use((context, next) => IsKnown(context.Request.Host, allowed.Value) ? next(context) : RefuseAsync(context));
    }

    /// <summary>Whether a name is this server's.</summary>
    /// <param name="host">The name that a request is for.</param>
    /// <param name="allowed">The names that were allowed.</param>
    internal static bool IsKnown(HostString host, IList<StringSegment> allowed)
    {
        if (!host.HasValue) return true; // HTTP/1.0; no browser leaves it out
        var name = host.Host.TrimEnd('.');
        return IPAddress.TryParse(name, out _) || !name.Contains('.', StringComparison.Ordinal)
            || Array.Exists(Private, ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            || allowed.Contains("*") || HostString.MatchesAny(name, allowed);
    }

    /// <summary>The names that were allowed, and those that the server was told to listen at.</summary>
    internal static List<StringSegment> Allowed(IConfiguration configuration)
    {
        var listens = Split(configuration[WebHostDefaults.ServerUrlsKey])
            .Concat(configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>())
            .Select(address => BindingAddress.Parse(address).Host)
            .Where(host => host is not ("*" or "+"));
        return [.. Split(configuration[Setting]).Concat(listens).Select(name => new StringSegment(name))];
    }

    private static string[] Split(string? list) => (list ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Response.ContentType = "text/plain; charset=utf-8";
        var name = context.Request.Host.Host;
        return context.Response.WriteAsync($"{Strings.Host_Unknown.With(name)}\n\n{Strings.Host_Remedy.With(name)}\n\n{Strings.Host_Always}\n");
    }
}
