using ChatBot.Inference.Generation;
using ChatBot.Inference.Models;
using ChatBot.Tests.Conversations;
using ChatBot.Tests.Documents;
using ChatBot.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ChatBot.Tests.Browser;

/// <summary>The application itself on a free port, with its own web server.</summary>
internal sealed class RunningApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TestFolder _documents;

    private RunningApp(WebApplication app, TestFolder documents) => (_app, _documents) = (app, documents);

    public string Address =>
        _app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();

    public IServiceProvider Services => _app.Services;

    /// <summary>Starts it with the shipped model.</summary>
    public static Task<RunningApp> StartAsync() => StartAsync(_ => { });

    /// <summary>Starts it with a model that plays a script, to look at the page around it.</summary>
    public static Task<RunningApp> StartAsync(
        Func<string, IAsyncEnumerable<string>> script, ModelState? state = null, Action<WebApplicationBuilder>? more = null) =>
        StartAsync(builder =>
        {
            foreach (var loader in builder.Services.Where(IsModelLoader).ToList()) builder.Services.Remove(loader);
            var status = new ModelStatus();
            status.Report(state ?? new ModelState.Ready("scripted", "a script", 4096));
            builder.Services.AddSingleton(status);
            builder.Services.AddSingleton<IChatClient>(new ScriptedChatClient(script));
            more?.Invoke(builder);
        });

    /// <summary>Starts it with the shipped reader of documents, and with a model that plays a script.</summary>
    public static Task<RunningApp> StartWithReaderAsync(Func<string, IAsyncEnumerable<string>> script) => StartAsync(builder =>
    {
        foreach (var loader in builder.Services.Where(service => IsModelLoader(service) && service.ImplementationFactory!.Method.ReturnType == typeof(AutoModels)).ToList())
            builder.Services.Remove(loader);
        var status = new ModelStatus();
        status.Report(new ModelState.Ready("scripted", "a script", 4096));
        builder.Services.AddSingleton(status);
        builder.Services.AddSingleton<IChatClient>(new ScriptedChatClient(script));
    });

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _documents.Dispose();
    }

    private static async Task<RunningApp> StartAsync(Action<WebApplicationBuilder> configure)
    {
        var documents = new TestFolder();
        var app = ChatBotApp.Create(["--urls", "http://127.0.0.1:0", "--Data:Folder", documents.Path], builder =>
        {
            builder.Logging.AddFilter("Microsoft.Hosting", LogLevel.Warning);
            configure(builder);
        });
        await app.StartAsync();
        return new(app, documents);
    }

    private static bool IsModelLoader(ServiceDescriptor service) =>
        service.ServiceType == typeof(Microsoft.Extensions.Hosting.IHostedService)
        && service.ImplementationFactory?.Method.Module.Assembly == typeof(ModelStatus).Assembly;
}
