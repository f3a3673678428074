using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace ChatBot.Web.Hosting;

/// <summary>How the server begins.</summary>
internal static class Startup
{
    private const string DefaultAddress = "http://127.0.0.1:5080";
    private const string Host = "Microsoft.Extensions.Hosting.Internal.Host";
    private const string ConfigurationBinder = "Microsoft.Extensions.Configuration.Binder";

    /// <summary>Listens on this machine alone where nothing else is said. Not a line of appsettings.json: it would win over ASPNETCORE_URLS.</summary>
    public static void UseDefaultAddress(this ConfigureWebHostBuilder host)
    {
        if (string.IsNullOrWhiteSpace(host.GetSetting(WebHostDefaults.ServerUrlsKey))) host.UseUrls(DefaultAddress);
    }

    /// <summary>Leaves it to <see cref="RunOrExplainAsync"/> to tell why the server does not start; the host would log a stack trace too.</summary>
    public static IServiceCollection AddStartup(this IServiceCollection services) =>
        services.AddLogging(logging => logging.AddFilter(Host, LogLevel.Critical));

    /// <summary>Runs until Ctrl+C. What keeps it from starting and can be mended from outside is said in a sentence, without a stack trace.</summary>
    /// <param name="create">Builds the application.</param>
    /// <returns>The process's exit code: 0 after a clean end, 1 when it could not start.</returns>
    public static async Task<int> RunOrExplainAsync(Func<WebApplication> create)
    {
        try
        {
            await using var app = create();
            CheckAddresses(app.Configuration);
            await app.RunAsync();
            return 0;
        }
        catch (Exception exception) when (Explain(exception) is { } reason)
        {
            await Console.Error.WriteLineAsync($"ChatBot cannot start: {reason}");
            return 1;
        }
    }

    /// <summary>Why it does not start, in words for whoever started it; null for what only a stack trace tells.</summary>
    private static string? Explain(Exception exception) => exception switch
    {
        StartupException => exception.Message,
        IOException { InnerException: AddressInUseException } => $"{exception.Message} Stop the other program, or choose another port: ./run.sh --port 8080",
        SocketException => $"it cannot listen where it was told to: {exception.Message}. Choose another address, such as --urls http://127.0.0.1:8080",
        OptionsValidationException wrong => $"a setting is wrong. {string.Join(" ", wrong.Failures)}",
        InvalidOperationException { Source: ConfigurationBinder } => $"a setting is wrong. {exception.Message}",
        // A settings file that is not JSON; the message names it.
        InvalidDataException { InnerException: FormatException { InnerException: { } inner } } => $"{exception.Message} {inner.Message}",
        _ => null,
    };

    /// <exception cref="StartupException">One of the addresses to listen on is none.</exception>
    private static void CheckAddresses(IConfiguration configuration)
    {
        var addresses = configuration[WebHostDefaults.ServerUrlsKey] ?? "";
        foreach (var address in addresses.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            // A star or a plus for the host is every address of the machine.
            var isOne = Uri.TryCreate(address.Replace("//*", "//any", StringComparison.Ordinal).Replace("//+", "//any", StringComparison.Ordinal), UriKind.Absolute, out var uri)
                && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);
            if (!isOne) throw new StartupException($"“{address}” is no address to listen on. Give one such as --urls http://127.0.0.1:8080");
        }
    }
}
