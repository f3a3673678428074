using System.Globalization;
using System.Text;
using ChatBot.Web.Conversations;
using ChatBot.Web.Conversations.Transfer;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ChatBot.Tests.Browser;

public sealed class SidebarTests(Chromium chromium) : IAsyncLifetime
{
    private RunningApp _app = null!;
    private ChatWindow _window = null!;

    private IPage Page => _window.Page;

    private ILocator Rows => Page.Locator(".sidebar .row");

    private ILocator Search => Page.GetByRole(AriaRole.Searchbox);

    public async ValueTask InitializeAsync()
    {
        _app = await RunningApp.StartAsync(question => question.Contains("endless", StringComparison.Ordinal)
            ? Scripts.Endless()
            : Scripts.Play($"An answer about {question} and pomegranates."));
        _window = await ChatWindow.OpenAsync(chromium, _app, new() { AcceptDownloads = true });
    }

    public async ValueTask DisposeAsync()
    {
        await _window.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task A_chat_is_listed_by_its_first_question_and_found_again_after_a_reload()
    {
        await AskAsync("apples");
        await AskAsync("pears");
        await Expect(Rows).ToHaveTextAsync(["pears", "apples"]);
        await Expect(Page.Locator(".sidebar h2")).ToHaveTextAsync(["Today"]);

        await Page.ReloadAsync();
        await _window.ConnectedAsync();
        await Rows.Nth(1).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(_window.LastAnswer).ToContainTextAsync("An answer about apples");
        await Expect(Page.Locator(".sidebar [aria-current=page]")).ToHaveTextAsync("apples");
        Assert.Empty(_window.Complaints);
    }

    [Fact]
    public async Task An_answer_that_is_still_written_shows_in_the_list_from_another_chat()
    {
        await _window.AskAsync("endless");
        await Page.GetByRole(AriaRole.Link, new() { Name = "New chat" }).ClickAsync();
        await Expect(Rows.Locator(".running")).ToBeVisibleAsync();

        await Rows.GetByRole(AriaRole.Link).ClickAsync();
        await _window.Stop.ClickAsync();
        await Expect(Rows.Locator(".running")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_title_is_written_in_its_place_with_the_keyboard()
    {
        await AskAsync("apples");
        await ChooseAsync("apples", "Rename");
        await Expect(Page.Locator(".rename")).ToBeFocusedAsync();
        await Page.Keyboard.TypeAsync("Fruit of autumn");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Rows).ToHaveTextAsync(["Fruit of autumn"]);
        await Expect(Rows.GetByRole(AriaRole.Link)).ToBeFocusedAsync();

        await ChooseAsync("Fruit of autumn", "Rename");
        await Expect(Page.Locator(".rename")).ToBeFocusedAsync();
        await Page.Keyboard.TypeAsync("Something else");
        await Page.Keyboard.PressAsync("Escape");
        await Expect(Rows).ToHaveTextAsync(["Fruit of autumn"]);
    }

    [Fact]
    public async Task A_pinned_chat_stands_before_the_others_until_it_is_loosened()
    {
        await AskAsync("apples");
        await AskAsync("pears");
        await ChooseAsync("apples", "Pin");
        await Expect(Page.Locator(".sidebar h2")).ToHaveTextAsync(["Pinned", "Today"]);
        await Expect(Rows).ToHaveTextAsync(["apples", "pears"]);
        await ChooseAsync("apples", "Unpin");
        await Expect(Page.Locator(".sidebar h2")).ToHaveTextAsync(["Today"]);
    }

    [Fact]
    public async Task A_deleted_chat_is_gone_at_once_and_back_with_one_click()
    {
        await AskAsync("apples");
        await AskAsync("pears");
        await ChooseAsync("pears", "Delete");
        await Expect(Rows).ToHaveTextAsync(["apples"]);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(Rows).ToHaveTextAsync(["pears", "apples"]);
    }

    [Fact]
    public async Task An_exported_chat_comes_back_by_importing_its_file_and_another_file_is_refused_kindly()
    {
        await AskAsync("apples");
        var download = await Page.RunAndWaitForDownloadAsync(() => ChooseAsync("apples", "Export as JSON"));
        Assert.Equal("apples.json", download.SuggestedFilename);
        var file = await download.PathAsync();
        await ChooseAsync("apples", "Delete");
        await Expect(Rows).ToHaveCountAsync(0);

        var field = Page.Locator(".sidebar input[type=file]");
        await field.SetInputFilesAsync(new FilePayload { Name = "notes.json", MimeType = "application/json", Buffer = "{}"u8.ToArray() });
        await Expect(Page.GetByText("This is not a file of exported chats.")).ToBeVisibleAsync();
        await field.SetInputFilesAsync(file);
        await Expect(Rows).ToHaveTextAsync(["apples"]);
        await Expect(_window.LastAnswer).ToContainTextAsync("An answer about apples");
    }

    [Fact]
    public async Task A_chat_for_people_tells_times_as_their_clock_has_them()
    {
        await using var window = await ChatWindow.OpenAsync(chromium, _app, new() { AcceptDownloads = true, TimezoneId = "Asia/Kathmandu", Locale = "en-US" });
        await window.AskAsync("apples");
        await window.FinishedAsync();
        var asked = await window.Page.Locator("local-time time").First.GetAttributeAsync("datetime");
        await window.Page.Locator(".sidebar .row").HoverAsync();
        await window.Page.Locator(".sidebar .row").GetByRole(AriaRole.Button).ClickAsync();
        var download = await window.Page.RunAndWaitForDownloadAsync(() => window.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Export as Markdown" }).ClickAsync());

        var there = DateTimeOffset.Parse(asked!, CultureInfo.InvariantCulture).ToOffset(new(5, 45, 0)).ToString("g", CultureInfo.GetCultureInfo("en-US"));
        Assert.StartsWith($"# apples\n\n## You · {there}\n", await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_chats_are_taken_away_in_one_file_and_come_back_by_importing_it()
    {
        await AskAsync("apples");
        await AskAsync("pears");
        await ChooseAsync("apples", "Pin");
        var download = await Page.RunAndWaitForDownloadAsync(async () =>
        {
            await Page.GetByRole(AriaRole.Button, new() { Name = "All chats: import, export, delete" }).ClickAsync();
            await Page.GetByRole(AriaRole.Menuitem, new() { Name = "Export all chats" }).ClickAsync();
        });
        Assert.Matches("^chats-[0-9]{4}-[0-9]{2}-[0-9]{2}.json$", download.SuggestedFilename);
        var file = await download.PathAsync();
        await ChooseAsync("apples", "Delete");
        await ChooseAsync("pears", "Delete");
        await Expect(Rows).ToHaveCountAsync(0);

        var chosen = await Page.RunAndWaitForFileChooserAsync(async () =>
        {
            await Page.GetByRole(AriaRole.Button, new() { Name = "All chats: import, export, delete" }).ClickAsync();
            await Page.Keyboard.PressAsync("Enter");
        });
        await chosen.SetFilesAsync(file);
        await Expect(Rows).ToHaveTextAsync(["apples", "pears"]);
        await Expect(Page.Locator(".sidebar h2")).ToHaveTextAsync(["Pinned", "Today"]);
        await Expect(Page.GetByText("2 chats imported.")).ToBeVisibleAsync();
        await Expect(Page.GetByText("Importing the chats…")).ToHaveCountAsync(0);
        Assert.Empty(_window.Complaints);
    }

    [Fact]
    public async Task All_chats_are_deleted_only_when_somebody_says_so_twice_and_come_back_by_Undo()
    {
        await AskAsync("apples");
        await AskAsync("pears");
        await DeleteAllAsync("Cancel");
        await Expect(Rows).ToHaveCountAsync(2);

        await DeleteAllAsync("Delete all");
        await Expect(Rows).ToHaveCountAsync(0);
        await Expect(Page.GetByText("2 chats were deleted.")).ToBeVisibleAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(Rows).ToHaveTextAsync(["pears", "apples"]);
        await Expect(Page.GetByText("Bringing the chats back…")).ToHaveCountAsync(0);

        await DeleteAllAsync("Delete all");
        await Expect(Rows).ToHaveCountAsync(0);
        await Expect(Page.Locator(".greeting")).ToBeVisibleAsync();
        await Expect(Page.GetByText("Back to the previous chat")).ToHaveCountAsync(0);
        await Page.GetByRole(AriaRole.Button, new() { Name = "All chats: import, export, delete" }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Menuitem)).ToHaveTextAsync(["Import chats"]);
        Assert.Empty(_window.Complaints);

        async Task DeleteAllAsync(string answer)
        {
            await Page.GetByRole(AriaRole.Button, new() { Name = "All chats: import, export, delete" }).ClickAsync();
            await Page.GetByRole(AriaRole.Menuitem, new() { Name = "Delete all chats…" }).ClickAsync();
            Assert.Empty((await Page.RunAxe()).Violations.Select(violation => $"{violation.Id}: {violation.Nodes[0].Html}"));
            await Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = answer, Exact = true }).ClickAsync();
            await Expect(Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        }
    }

    [Fact]
    public async Task Hundreds_of_chats_come_as_the_reader_scrolls_each_once_and_in_their_order()
    {
        const int count = 250;
        var chats = Enumerable.Range(0, count).Select(i => new ExportedChat(
            $"Chat {i}", ChatMode.Auto, false, default, DateTimeOffset.UnixEpoch.AddDays(count - i), null, 1,
            [new(1, 0, null, ExportedRole.User, "hi", ChatMode.Auto, default, null, false, null, null, null)]));
        var file = Encoding.UTF8.GetBytes(ChatExport.Json([.. chats]));
        await Page.Locator(".sidebar input[type=file]").SetInputFilesAsync(new FilePayload { Name = "chats.json", MimeType = "application/json", Buffer = file });
        await Expect(Page.GetByText($"{count} chats imported.")).ToBeVisibleAsync();
        await AskAsync("apples");
        await Page.EvaluateAsync(
            """
            async count => {
              const list = document.querySelector('.sidebar .list');
              while (list.querySelectorAll('.row').length < count) {
                list.scrollTop = list.scrollHeight;
                await new Promise(requestAnimationFrame);
              }
            }
            """, count + 1);
        Assert.Equal(["apples", .. Enumerable.Range(0, count).Select(i => $"Chat {i}")], await Rows.Locator(".title").AllTextContentsAsync());
        Assert.Empty(_window.Complaints);
    }

    [Fact]
    public async Task A_search_looks_into_every_answer_marks_what_it_found_and_ends_with_Escape()
    {
        await AskAsync("apples");
        await AskAsync("pears");
        await Search.FillAsync("about appl");
        await Expect(Rows).ToHaveCountAsync(1);
        await Expect(Rows.Locator(".snippet mark")).ToHaveTextAsync(["about", "appl"]);
        await Search.FillAsync("quinces");
        await Expect(Page.Locator(".sidebar .nothing")).ToHaveTextAsync("No chat has “quinces”.");
        await Search.PressAsync("Escape");
        await Expect(Rows).ToHaveCountAsync(2);
        await Expect(Search).ToHaveValueAsync("");
    }

    [Fact]
    public async Task It_folds_away_and_stays_so_over_a_reload()
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = "Hide chats" }).ClickAsync();
        await Expect(Page.Locator(".sidebar")).ToBeHiddenAsync();
        await Expect(Page.GetByRole(AriaRole.Button, new() { Name = "Show chats" })).ToBeFocusedAsync();
        await Page.ReloadAsync();
        await _window.ConnectedAsync();
        await Expect(Page.Locator(".sidebar")).ToBeHiddenAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Show chats" }).ClickAsync();
        await Expect(Page.Locator(".sidebar")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task On_a_phone_it_is_a_drawer_that_keeps_the_focus_and_gives_it_back()
    {
        await AskAsync("apples");
        await Page.SetViewportSizeAsync(390, 844);
        var opener = Page.GetByRole(AriaRole.Button, new() { Name = "Show chats" });
        await Expect(Page.Locator(".sidebar")).ToBeHiddenAsync();

        await opener.ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Dialog, new() { Name = "Chats" })).ToBeVisibleAsync();
        for (var i = 0; i < 20; i++)
        {
            await Page.Keyboard.PressAsync("Tab");
            Assert.True(await Page.EvaluateAsync<bool>("() => !document.activeElement || document.activeElement === document.body || !!document.activeElement.closest('.sidebar')"));
        }

        await Page.Keyboard.PressAsync("Escape");
        await Expect(Page.Locator(".sidebar")).ToBeHiddenAsync();
        await Expect(opener).ToBeFocusedAsync();

        await opener.ClickAsync();
        await Page.Mouse.ClickAsync(380, 400);
        await Expect(Page.Locator(".sidebar")).ToBeHiddenAsync();
        await opener.ClickAsync();
        await Rows.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(Page.Locator(".sidebar")).ToBeHiddenAsync();
        Assert.False(await Page.Locator("main").EvaluateAsync<bool>("main => main.inert"));
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Axe_finds_nothing_in_the_list_its_menu_the_search_or_the_drawer(ColorScheme scheme)
    {
        await Page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        await AskAsync("apples");
        await AskAsync("pears");
        await Rows.Last.GetByRole(AriaRole.Button).ClickAsync();
        await CheckAsync();
        await Page.Keyboard.PressAsync("Escape");
        await Page.GetByRole(AriaRole.Button, new() { Name = "All chats: import, export, delete" }).ClickAsync();
        await CheckAsync();
        await Page.Keyboard.PressAsync("Escape");
        await Search.FillAsync("apples");
        await Expect(Rows).ToHaveCountAsync(1);
        await CheckAsync();
        await Page.SetViewportSizeAsync(390, 844);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Show chats" }).ClickAsync();
        await CheckAsync();
    }

    private async Task CheckAsync() =>
        Assert.Empty((await Page.RunAxe()).Violations.Select(violation => $"{violation.Id}: {violation.Nodes[0].Html}"));

    private async Task AskAsync(string question)
    {
        if (await _window.Answers.CountAsync() > 0) await Page.GetByRole(AriaRole.Link, new() { Name = "New chat" }).ClickAsync();
        await Page.Locator(".greeting").WaitForAsync();
        await _window.AskAsync(question);
        await _window.FinishedAsync();
        await Expect(Page.Locator(".sidebar [aria-current=page]")).ToHaveTextAsync(question);
    }

    private async Task ChooseAsync(string chat, string option)
    {
        var row = Rows.Filter(new() { HasText = chat });
        await row.HoverAsync();
        await row.GetByRole(AriaRole.Button).ClickAsync();
        await Page.GetByRole(AriaRole.Menuitem, new() { Name = option, Exact = true }).ClickAsync();
    }
}
