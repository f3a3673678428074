using ChatBot.Inference;
using ChatBot.Web.Conversations;
using ChatBot.Web.Conversations.Transfer;
using ChatBot.Web.Documents;
using ChatBot.Web.Hosting;
using ChatBot.Web.Localization;
using ChatBot.Web.Masked;
using ChatBot.Web.Rendering;

namespace ChatBot.Web;

/// <summary>The application, one line a feature.</summary>
internal static class ChatBotApp
{
    /// <summary>Builds the application, not yet running.</summary>
    /// <param name="args">The command line, such as <c>--urls http://127.0.0.1:5000</c>.</param>
    /// <param name="configure">Changes the services after all features have added theirs.</param>
    public static WebApplication Create(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ApplicationName = typeof(ChatBotApp).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.UseDefaultAddress();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddChatBotInference().BindConfiguration(InferenceOptions.SectionName);
        builder.Services.AddConversations();
        // Behind the database, which says what is wrong with the folder: the keys are read at start too, and would only log it.
        DataFolder.Add(builder.Services, builder.Configuration);
        builder.Services.AddDocuments(builder.Configuration);
        builder.Services.AddMasked();
        builder.Services.AddRendering();
        builder.Services.AddLanguages();
        builder.Services.AddPage();
        builder.Services.AddHealth();
        builder.Services.AddReadyAnnouncement();
        builder.Services.AddStartup();
        builder.Services.AddKnownHosts();
        builder.Services.AddShutdown();
        configure?.Invoke(builder);

        var app = builder.Build();
        app.UseShutdown();
        app.UseSecurityHeaders();
        app.UseLanguages();
        app.UseKnownHosts();
        app.UseOwners();
        app.UseErrorPages();
        app.UseAntiforgery();
        app.MapStaticAssets();
        app.MapHealth();
        app.MapManifest();
        app.MapDocuments();
        app.MapExport();
        app.MapPage();
        return app;
    }
}
