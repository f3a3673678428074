using ChatBot.Inference.Answering;
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
    private readonly TestFolder _documents;
    private readonly Action<WebApplicationBuilder> _configure;
    private WebApplication _app;

    private RunningApp(WebApplication app, TestFolder documents, Action<WebApplicationBuilder> configure) =>
        (_app, _documents, _configure) = (app, documents, configure);

    public string Address =>
        _app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();

    public IServiceProvider Services => _app.Services;

    /// <summary>What it logged as a warning or worse since it was started last.</summary>
    public IReadOnlyCollection<string> Warnings => _app.Services.GetRequiredService<WarningLog>().Lines;

    /// <summary>Where the documents of its chats are.</summary>
    public string DocumentsFolder => Path.Combine(_documents.Path, "documents");

    /// <summary>Starts it with the shipped model.</summary>
    public static Task<RunningApp> StartAsync() => StartAsync(_ => { });

    /// <summary>Starts it with a model that plays a script, to look at the page around it.</summary>
    public static Task<RunningApp> StartAsync(
        Func<string, IAsyncEnumerable<string>> script, ModelState? state = null, Action<WebApplicationBuilder>? more = null) =>
        StartAsync(builder =>
        {
            Play(builder, script, state);
            more?.Invoke(builder);
        });

    /// <summary>Has a script answer in the place of a model.</summary>
    public static void Play(WebApplicationBuilder builder, Func<string, IAsyncEnumerable<string>> script, ModelState? state = null)
    {
        foreach (var loader in builder.Services.Where(IsModelLoader).ToList()) builder.Services.Remove(loader);
        var status = new ModelStatus();
        status.Report(state ?? new ModelState.Ready("scripted", "a script", 4096));
        builder.Services.AddSingleton(status);
        builder.Services.AddSingleton<IChatClient>(new ScriptedChatClient(script));
        var reader = new ReaderStatus();
        reader.Report(new ModelState.Ready("none", "documents are not read", 384));
        builder.Services.AddSingleton(reader);
    }

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

    /// <summary>Ends the server as Ctrl+C does; <see cref="ComeBackAsync"/> starts another on its data and its address.</summary>
    /// <returns>The address that is free now.</returns>
    public async Task<string> GoAwayAsync()
    {
        var address = Address;
        await _app.StopAsync();
        await _app.DisposeAsync();
        return address;
    }

    /// <summary>Starts the server again.</summary>
    public async Task ComeBackAsync(string address) => _app = await RunAsync(address, _documents, _configure);

    private static async Task<RunningApp> StartAsync(Action<WebApplicationBuilder> configure)
    {
        var documents = new TestFolder();
        return new(await RunAsync("http://127.0.0.1:0", documents, configure), documents, configure);
    }

    private static async Task<WebApplication> RunAsync(string address, TestFolder documents, Action<WebApplicationBuilder> configure)
    {
        var app = ChatBotApp.Create(["--urls", address, "--Data:Folder", documents.Path], builder =>
        {
            builder.Logging.AddFilter(level => level >= LogLevel.Warning); // many of these run at once, beside each other's tests
            builder.Services.AddSingleton<WarningLog>();
            builder.Services.AddSingleton<ILoggerProvider>(services => services.GetRequiredService<WarningLog>());
            configure(builder);
        });
        await app.StartAsync();
        return app;
    }

    private static bool IsModelLoader(ServiceDescriptor service) =>
        service.ServiceType == typeof(Microsoft.Extensions.Hosting.IHostedService)
        && service.ImplementationFactory?.Method.Module.Assembly == typeof(ModelStatus).Assembly;
}
