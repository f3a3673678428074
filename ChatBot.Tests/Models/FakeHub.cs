using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ChatBot.Tests.Models;

/// <summary>
/// A small copy of what Hugging Face's hub answers: the revision of a branch, the files of a folder with their hashes, and the files themselves behind
/// a redirect, in parts where asked for.
/// </summary>
internal sealed class FakeHub : IAsyncDisposable
{
    public const string Revision = "0123456789abcdef0123456789abcdef01234567";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, byte[]> _files = new();

    private FakeHub(WebApplication app) => _app = app;

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>For each file that was asked for, the first byte that was.</summary>
    public ConcurrentQueue<(string Path, long From)> Served { get; } = [];

    /// <summary>Ends the next answer with this file after so many bytes, without a word.</summary>
    public (string Name, int After)? CutOff { get; set; }

    /// <summary>Whether files are what their hashes say.</summary>
    public bool IsHonest { get; set; } = true;

    public static async Task<FakeHub> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var hub = new FakeHub(builder.Build());
        hub._app.MapGet("/api/models/{owner}/{name}/revision/main", () => Results.Json(new { id = "x", sha = Revision, siblings = Array.Empty<string>() }));
        hub._app.MapGet("/api/models/{owner}/{name}/tree/" + Revision + "/{**folder}", (string owner, string name, string? folder) =>
            Results.Json(hub.List($"{owner}/{name}/", folder is null ? "" : $"{folder}/")));
        hub._app.MapGet("/{owner}/{name}/resolve/" + Revision + "/{**path}", (string owner, string name, string path) => Results.Redirect($"/cdn/{owner}/{name}/{path}"));
        hub._app.MapGet("/cdn/{**path}", hub.ServeAsync);
        await hub._app.StartAsync(TestContext.Current.CancellationToken);
        return hub;
    }

    /// <summary>Puts files of a folder on the hub.</summary>
    /// <param name="repository">Such as <c>owner/name</c>.</param>
    /// <param name="from">The folder on disk.</param>
    /// <param name="place">Where a file is in the repository; null for not there.</param>
    public void Add(string repository, string from, Func<string, string?> place)
    {
        foreach (var file in Directory.GetFiles(from))
        {
            if (place(Path.GetFileName(file)) is { } path) _files[$"{repository}/{path}"] = File.ReadAllBytes(file);
        }
    }

    /// <summary>Puts one file on the hub.</summary>
    public void Add(string repository, string path, byte[] content) => _files[$"{repository}/{path}"] = content;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private List<object> List(string repository, string folder)
    {
        List<object> entries = [];
        foreach (var (full, content) in _files.Where(file => file.Key.StartsWith(repository + folder, StringComparison.Ordinal)).OrderBy(file => file.Key))
        {
            var path = full[repository.Length..];
            if (path[folder.Length..].Contains('/', StringComparison.Ordinal))
            {
                entries.Add(new { type = "directory", oid = Revision, size = 0, path = path[..path.LastIndexOf('/')] });
                continue;
            }

            // As on the hub, large files are stored apart and known by their SHA-256, small ones by git's hash of a blob.
            var isLarge = content.Length > 3000;
#pragma warning disable CA5350 // Git's own hash.
            var git = Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {content.Length}\0"), .. content]));
#pragma warning restore CA5350
            entries.Add(isLarge
                ? new { type = "file", oid = git, size = content.Length, lfs = new { oid = Convert.ToHexStringLower(SHA256.HashData(content)), size = content.Length, pointerSize = 134 }, path }
                : new { type = "file", oid = git, size = content.Length, path });
        }

        return entries;
    }

    private async Task ServeAsync(HttpContext context, string path)
    {
        var content = (byte[])_files[path].Clone();
        if (!IsHonest) content[^1] ^= 1;
        var range = context.Request.GetTypedHeaders().Range?.Ranges.FirstOrDefault()?.From ?? 0;
        Served.Enqueue((path, range));
        if (CutOff is { } cut && path.EndsWith(cut.Name, StringComparison.Ordinal))
        {
            CutOff = null;
            context.Response.ContentLength = content.Length;
            await context.Response.Body.WriteAsync(content.AsMemory(0, cut.After));
            await context.Response.Body.FlushAsync();
            context.Abort();
            return;
        }

        await Results.File(content, "application/octet-stream", enableRangeProcessing: true).ExecuteAsync(context);
    }
}
