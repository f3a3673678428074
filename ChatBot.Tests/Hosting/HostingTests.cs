using System.Net;
using System.Text.Json;
using ChatBot.Inference.Answering;
using ChatBot.Inference.Models;
using ChatBot.Tests.Browser;
using ChatBot.Web.Conversations.Storage;
using ChatBot.Web.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace ChatBot.Tests.Hosting;

public sealed class HostingTests
{
    private static readonly ModelState Broken =
        new ModelState.Unavailable([new("tiny/model.onnx", "The file is missing.", "Copy it again.")]);

    [Theory]
    [InlineData("/", HttpStatusCode.OK)]
    [InlineData("/css/tokens.css", HttpStatusCode.OK)]
    [InlineData("/_framework/blazor.web.js", HttpStatusCode.OK)]
    [InlineData("/health/live", HttpStatusCode.OK)]
    [InlineData("/health", HttpStatusCode.OK)]
    [InlineData("/no-such-page", HttpStatusCode.NotFound)]
    public async Task Every_response_carries_the_security_headers(string path, HttpStatusCode status)
    {
        await using var app = await RunningApp.StartAsync(_ => Scripts.Play(""));
        using var response = await GetAsync(app, path);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(SecurityHeaders.ContentSecurityPolicy, Assert.Single(response.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
        Assert.True(response.Headers.Contains("Permissions-Policy"));
    }

    [Fact]
    public void The_policy_allows_neither_inline_code_nor_other_servers() =>
        Assert.DoesNotMatch("unsafe|\\*|https?:|data:", SecurityHeaders.ContentSecurityPolicy);

    [Fact]
    public async Task The_page_has_no_inline_script_style_or_handler()
    {
        await using var app = await RunningApp.StartAsync(_ => Scripts.Play(""));
        using var response = await GetAsync(app, "/");
        var page = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(await response.Content.ReadAsStringAsync(Cancellation));

        Assert.All(page.QuerySelectorAll("script"), script => Assert.True(script.HasAttribute("src")));
        Assert.Empty(page.QuerySelectorAll("style, [style]"));
        Assert.DoesNotContain(page.QuerySelectorAll("*"), element => element.Attributes.Any(a => a.Name.StartsWith("on", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_page_that_does_not_exist_says_so_and_leads_back()
    {
        await using var app = await RunningApp.StartAsync(_ => Scripts.Play(""));
        using var response = await GetAsync(app, "/no-such-page");

        Assert.Contains("There is no page here", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_is_live_and_ready_once_the_model_answers()
    {
        await using var app = await RunningApp.StartAsync(_ => Scripts.Play(""));
        using var ready = await GetAsync(app, "/health/ready");

        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
    }

    [Fact]
    public async Task Without_a_model_the_server_lives_but_is_not_ready_and_says_why()
    {
        await using var app = await RunningApp.StartAsync(_ => Scripts.Play(""), Broken);
        using var live = await GetAsync(app, "/health/live");
        using var ready = await GetAsync(app, "/health/ready");
        using var body = JsonDocument.Parse(await ready.Content.ReadAsStringAsync(Cancellation));

        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        var problem = body.RootElement.GetProperty("checks").GetProperty("model").GetProperty("data").GetProperty("problems")[0];
        Assert.Equal("tiny/model.onnx", problem.GetProperty("file").GetString());
        Assert.Equal("The file is missing.", problem.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_reader_that_failed_to_load_makes_the_server_not_ready_and_one_that_nobody_wants_does_not()
    {
        await using var app = await RunningApp.StartAsync(_ => Scripts.Play(""));
        var reader = app.Services.GetRequiredService<ReaderStatus>();

        reader.Report(Broken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await ReadyAsync(app)).Status);

        reader.Report(new ModelState.Unavailable([new("models", ModelTexts.NoneOfMode("Masked"), ModelTexts.PutModel)]));
        Assert.Equal(HttpStatusCode.OK, (await ReadyAsync(app)).Status);
    }

    [Fact]
    public async Task A_database_that_cannot_be_written_makes_the_server_not_ready_until_it_can()
    {
        await using var app = await RunningApp.StartAsync(_ => Scripts.Play(""));
        var connection = new SqliteConnectionStringBuilder { DataSource = app.Services.GetRequiredService<DatabaseFile>().Path, DefaultTimeout = 0 };
        await using var other = new SqliteConnection(connection.ConnectionString);
        await other.OpenAsync(Cancellation);
        await using (await other.BeginTransactionAsync(Cancellation))
        {
            // Another program that writes and does not end: SQLite lets nobody else write.
            var (status, database) = await ReadyAsync(app, "database");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
            Assert.Contains("cannot be read and stored", database, StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.OK, (await ReadyAsync(app)).Status);
    }

    [Fact]
    public async Task A_database_whose_file_is_gone_or_is_none_makes_the_server_not_ready_and_does_not_end_it()
    {
        await using var app = await RunningApp.StartAsync(_ => Scripts.Play(""));
        var path = app.Services.GetRequiredService<DatabaseFile>().Path;

        foreach (var suffix in (string[])["", "-wal", "-shm"]) File.Move(path + suffix, path + suffix + ".away");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await ReadyAsync(app)).Status);

        await File.WriteAllTextAsync(path, "This is no database, but a letter to whoever deleted it.", Cancellation);
        var (status, database) = await ReadyAsync(app, "database");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("file is not a database", database, StringComparison.Ordinal);

        using var live = await GetAsync(app, "/health/live");
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
    }

    [Fact]
    public async Task While_the_model_is_read_the_server_is_not_ready()
    {
        await using var app = await RunningApp.StartAsync(_ => Scripts.Play(""), new ModelState.Loading("tiny", "Reading", 0.5));
        using var ready = await GetAsync(app, "/health/ready");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
    }

    private static async Task<(HttpStatusCode Status, string Description)> ReadyAsync(RunningApp app, string check = "model")
    {
        using var ready = await GetAsync(app, "/health/ready");
        using var body = JsonDocument.Parse(await ready.Content.ReadAsStringAsync(Cancellation));
        return (ready.StatusCode, body.RootElement.GetProperty("checks").GetProperty(check).GetProperty("description").GetString()!);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static async Task<HttpResponseMessage> GetAsync(RunningApp app, string path)
    {
        using var client = new HttpClient { BaseAddress = new Uri(app.Address) };
        return await client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
    }
}
