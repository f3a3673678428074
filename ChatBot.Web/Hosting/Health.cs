using System.Globalization;
using ChatBot.Inference.Answering;
using ChatBot.Inference.Models;
using ChatBot.Web.Conversations.Storage;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ChatBot.Web.Hosting;

/// <summary>
/// For whoever watches over the server: <c>/health/live</c> says that it runs and asks nothing else, <c>/health/ready</c> that it answers and
/// stores chats, or why not.
/// </summary>
internal static class Health
{
    /// <summary>The key of "there is no model for this mode": a server without a reader is whole without it.</summary>
    private const string NoneOfMode = "NoneOfMode";

    /// <summary>Adds the checks of the models and of the database.</summary>
    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddHealthChecks()
            .AddCheck<DatabaseCheck>("database")
            .Add(new("model", provider => new ModelCheck(provider.GetRequiredService<ModelStatuses>().All, isNeeded: true), null, null))
            .Add(new("reader", provider => new ModelCheck([provider.GetRequiredService<ReaderStatus>()], isNeeded: false), null, null));
        // Whoever asks gets the answer; the log need not repeat it at every probe.
        services.AddLogging(logging => logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None));
        return services;
    }

    /// <summary>Maps both addresses, and the one that <c>/health/live</c> had at first.</summary>
    public static void MapHealth(this WebApplication app)
    {
        foreach (var address in (string[])["/health/live", "/health"])
            app.MapHealthChecks(address, new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions
        {
            ResponseWriter = WriteAsync,
            ResultStatusCodes = { [HealthStatus.Degraded] = StatusCodes.Status503ServiceUnavailable },
        });
    }

    private static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(new
    {
        Status = report.Status.ToString(),
        Checks = report.Entries.ToDictionary(entry => entry.Key, entry => new { entry.Value.Description, entry.Value.Data }),
    });

    /// <summary>Degraded while a model is being read, unhealthy when one of those that should answer cannot.</summary>
    /// <param name="statuses">Where the models stand.</param>
    /// <param name="isNeeded">Whether there must be one.</param>
    private sealed class ModelCheck(IReadOnlyList<ModelStatus> statuses, bool isNeeded) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(Judge([.. statuses.Select(status => status.Current)]));

        private HealthCheckResult Judge(IReadOnlyList<ModelState> states)
        {
            var problems = states.OfType<ModelState.Unavailable>().SelectMany(state => state.Problems).ToList();
            if (!isNeeded && problems is [{ Reason.Key: NoneOfMode } none]) return HealthCheckResult.Healthy(none.Reason);
            if (problems.Count > 0) return HealthCheckResult.Unhealthy(string.Join(' ', problems), data: new Dictionary<string, object>
            {
                ["problems"] = problems.Select(problem => new { problem.File, Reason = problem.Reason.ToString(), Remedy = problem.Remedy.ToString() }),
            });
            if (states.OfType<ModelState.Loading>().FirstOrDefault() is { } loading)
                return HealthCheckResult.Degraded(string.Create(CultureInfo.InvariantCulture, $"{loading.Stage} ({loading.Fraction * 100:0} %)."));
            return HealthCheckResult.Healthy(string.Join(' ', states.OfType<ModelState.Ready>().Select(ready => $"{ready.Name} answers.")));
        }
    }
}
