using ChatBot.Inference.Models;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace ChatBot.Web.Hosting;

/// <summary>Tells whoever started the program, in plain words, where to open it and when it answers.</summary>
internal static class ReadyAnnouncement
{
    /// <summary>Adds the announcement.</summary>
    public static IServiceCollection AddReadyAnnouncement(this IServiceCollection services) => services.AddHostedService<Announcer>();

    /// <summary>The addresses that a browser can open: "every address of the machine" is one here and another from elsewhere.</summary>
    internal static IEnumerable<string> Openable(IEnumerable<string> addresses, string machine) => addresses.SelectMany(address =>
    {
        var at = BindingAddress.Parse(address);
        return at.Host is "[::]" or "0.0.0.0" or "*" or "+"
            ? new[] { $"{at.Scheme}://localhost:{at.Port}", $"{at.Scheme}://{machine}:{at.Port}" }
            : [address];
    }).Distinct();

    private sealed class Announcer(ModelStatus status, IServer server, IHostApplicationLifetime lifetime, ILogger<Announcer> log) : IHostedService
    {
        private int _announced;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            status.Changed += Announce;
            lifetime.ApplicationStarted.Register(() => Announce(status.Current));
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            status.Changed -= Announce;
            return Task.CompletedTask;
        }

        /// <summary>Once, when both the server and the model have come to an end of their starting.</summary>
        private void Announce(ModelState state)
        {
            if (!lifetime.ApplicationStarted.IsCancellationRequested || state is ModelState.Loading) return;
            if (Interlocked.Exchange(ref _announced, 1) != 0) return;
            var addresses = string.Join(" or ", Openable(server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [], Environment.MachineName));
            if (state is ModelState.Ready ready) log.LogInformation("{Model} is ready. Open {Addresses}", ready.Name, addresses);
            else log.LogWarning("No model can answer yet; the page says why. Open {Addresses}", addresses);
        }
    }
}
