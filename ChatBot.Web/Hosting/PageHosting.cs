using ChatBot.Web.Components;
using ChatBot.Web.Components.Layout;
using ChatBot.Web.Conversations;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace ChatBot.Web.Hosting;

/// <summary>Serves the page: Blazor on the server, over one web socket for each browser tab.</summary>
internal static class PageHosting
{
    // A character takes at most six bytes on its way ("\u0000" in JSON).
    private const int BytesPerCharacter = 6;
    private const int BytesBesideTheMessage = 64 * 1024;

    /// <summary>Adds Blazor with room for the longest message that may be sent.</summary>
    public static IServiceCollection AddPage(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddScoped<Toasts>();
        services.AddOptions<CircuitOptions>().Configure(circuit =>
        {
            // A phone that slept comes back to its chat.
            circuit.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(15);
        });
        services.AddOptions<HubOptions>().Configure((HubOptions hub, IOptions<ChatSettings> chat) =>
            hub.MaximumReceiveMessageSize = ((long)chat.Value.MessageLength * BytesPerCharacter) + BytesBesideTheMessage);
        return services;
    }

    /// <summary>Maps the page.</summary>
    public static void MapPage(this WebApplication app) =>
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options =>
            options.ContentSecurityFrameAncestorsPolicy = null /* SecurityHeaders says it for every response. */);

    /// <summary>Shows a page of our own where there is none, and where one broke.</summary>
    public static void UseErrorPages(this WebApplication app)
    {
        if (!app.Environment.IsDevelopment()) app.UseExceptionHandler("/error", createScopeForErrors: true);
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
    }
}
