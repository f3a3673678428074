using System.Security.Claims;
using ChatBot.Inference.Answering;
using ChatBot.Tests.Documents;
using ChatBot.Web.Conversations;
using ChatBot.Web.Conversations.Storage;
using ChatBot.Web.Documents;
using ChatBot.Web.Hosting;
using ChatBot.Web.Masked;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatBot.Tests.Conversations;

/// <summary>Everything behind the page, on a real database in a temporary folder, with a model that plays a script. It can be started again.</summary>
internal sealed class TestChats : IAsyncDisposable
{
    private readonly TestFolder? _own;
    private readonly Dictionary<string, string?> _settings;
    private readonly TimeProvider _time;
    private ServiceProvider _services = null!;

    private TestChats(string? folder, ScriptedChatClient client, TimeProvider? time, Dictionary<string, string?>? settings)
    {
        _own = folder is null ? new() : null;
        (Folder, Client, _time, _settings) = (folder ?? _own!.Path, client, time ?? TimeProvider.System, settings ?? []);
    }

    public ScriptedChatClient Client { get; }

    public string Folder { get; }

    public string Documents => Path.Combine(Folder, "documents");

    public IServiceProvider Services => _services;

    public OpenConversations Open => Get<OpenConversations>();

    public ChatStore Store => Get<ChatStore>();

    public ChatWriter Writer => Get<ChatWriter>();

    public static Task<TestChats> StartAsync(
        Func<string, IAsyncEnumerable<string>>? script = null, TimeProvider? time = null, Dictionary<string, string?>? settings = null) =>
        StartAsync(new(null, Play(script), time, settings));

    /// <summary>Starts on a folder that stays.</summary>
    public static Task<TestChats> OpenAsync(string folder, Func<string, IAsyncEnumerable<string>>? script = null) =>
        StartAsync(new(folder, Play(script), null, null));

    /// <summary>Registers what stands behind the page, without starting it.</summary>
    public static void Add(IServiceCollection services, string folder, TimeProvider time, IChatClient client, Dictionary<string, string?>? settings = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSingleton(time);
        services.AddSingleton<IHostApplicationLifetime, ApplicationLifetime>();
        services.AddSingleton(client);
        services.AddSingleton(new DataFolder(folder));
        services.AddConversations();
        services.AddDocuments(configuration);
        services.Configure<DocumentLimits>(limits => Reading.Patient(limits));
        services.AddSingleton(_ => new ReaderService(null!));
        services.AddMasked();
    }

    private static ScriptedChatClient Play(Func<string, IAsyncEnumerable<string>>? script) =>
        new(script ?? (question => AnswerJobsTests.Words("echo ", question)));

    private static async Task<TestChats> StartAsync(TestChats chats)
    {
        await chats.StartAsync();
        return chats;
    }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>A page of a browser; null is one that keeps no cookies.</summary>
    public async Task<ChatSession> PageAsync(string? owner = "somebody")
    {
        var session = ActivatorUtilities.CreateInstance<ChatSession>(_services, new Visitor(owner));
        await session.BeginAsync();
        return session;
    }

    public ChatHistory History(string? owner = "somebody") => ActivatorUtilities.CreateInstance<ChatHistory>(_services, new Visitor(owner));

    /// <summary>Ends the server as Ctrl+C does, and starts another on the same folder.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Client.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _own?.Dispose();
    }

    private async Task StartAsync()
    {
        var services = new ServiceCollection();
        Add(services, Folder, _time, Client, _settings);
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        _services = services.BuildServiceProvider();
        foreach (var service in _services.GetServices<IHostedService>()) await service.StartAsync(CancellationToken.None);
    }

    private async Task StopAsync()
    {
        Get<IHostApplicationLifetime>().StopApplication();
        foreach (var service in _services.GetServices<IHostedService>().Reverse()) await service.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }

    public sealed class Visitor(string? owner) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(
            new(owner is null ? new ClaimsIdentity() : new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, owner)], "test"))));
    }
}
