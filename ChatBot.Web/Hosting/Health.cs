using ChatBot.Inference.Models;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ChatBot.Web.Hosting;

/// <summary>
/// For whoever watches over the server: <c>/health</c> says that it runs, <c>/health/ready</c> that it answers, or why not.
/// </summary>
internal static class Health
{
    /// <summary>Adds the check of the model.</summary>
    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddHealthChecks().AddCheck<ModelCheck>("model");
        // Whoever asks gets the answer; the log need not repeat it at every probe.
        services.AddLogging(logging => logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None));
        return services;
    }

    /// <summary>Maps both addresses.</summary>
    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync });
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

    /// <summary>Degraded while the model is being read, unhealthy when no model can answer.</summary>
    private sealed class ModelCheck(ModelStatus status) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(status.Current switch
            {
                ModelState.Ready ready => HealthCheckResult.Healthy($"{ready.Name} answers."),
                ModelState.Loading loading => HealthCheckResult.Degraded($"{loading.Stage} ({loading.Fraction:P0})."),
                ModelState.Unavailable broken => HealthCheckResult.Unhealthy(
                    "No model can answer.", data: new Dictionary<string, object> { ["problems"] = broken.Problems }),
                _ => HealthCheckResult.Unhealthy("The model's state is unknown."),
            });
    }
}
