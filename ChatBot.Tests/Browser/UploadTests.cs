using ChatBot.Tests.Documents;
using Microsoft.Playwright;

namespace ChatBot.Tests.Browser;

/// <summary>Files that are taken back, asked for too late, locked, or oddly named.</summary>
public sealed class UploadTests(Chromium chromium) : FilesOnThePage(chromium)
{
    [Fact]
    public async Task An_upload_that_is_removed_stops_and_leaves_nothing()
    {
        var network = await BeginSlowUploadAsync(Large("large.pdf", 24.5));
        var chip = Page.Locator(".chip[data-state=Uploading]");
        await Assertions.Expect(chip.Locator(".status")).ToContainTextAsync("%", new() { Timeout = 60_000 });
        await Assertions.Expect(chip.Locator("progress")).ToHaveCountAsync(1);

        await chip.Locator(".remove").ClickAsync();

        await Assertions.Expect(Page.Locator(".chip")).ToHaveCountAsync(0);
        await Assertions.Expect(Window.Field).ToBeFocusedAsync();
        await NothingStoredAsync();
        await LimitUploadsAsync(network, -1);
        await AddAsync(Write("lease.pdf", Lease()));
        await ReadyAsync(1);
        Assert.Empty(Window.Complaints);
        Assert.Empty(Warnings);
    }

    [Fact]
    public async Task Uploads_that_are_removed_at_any_moment_leave_nothing_and_no_complaint_in_the_log()
    {
        var large = Large("large.pdf", 24);
        var random = new Random(7);
        for (var i = 0; i < 12; i++)
        {
            await AddAsync(large, large);
            await Assertions.Expect(Page.Locator(".chip .remove")).ToHaveCountAsync(2);
            await Task.Delay(random.Next(250), TestContext.Current.CancellationToken);
            await Page.EvaluateAsync("document.querySelectorAll('.chip .remove').forEach(button => button.click())");
            await Assertions.Expect(Page.Locator(".chip")).ToHaveCountAsync(0);
        }

        await NothingStoredAsync();
        Assert.Empty(Window.Complaints);
        Assert.Empty(Warnings);
    }

    [Fact]
    public async Task A_question_that_is_asked_too_early_goes_by_itself_when_the_documents_are_read()
    {
        var network = await BeginSlowUploadAsync(Write("lease.pdf", Lease()), Large("large.pdf", 2));
        await Window.AskAsync("What is the annual rent of the workshop?");
        await Assertions.Expect(Page.Locator(".notice")).ToContainTextAsync("as soon as the documents are read");
        await Assertions.Expect(Page.Locator(".hold")).Not.ToBeVisibleAsync();
        Assert.Equal(0, await Window.Answers.CountAsync());

        await LimitUploadsAsync(network, -1);
        await Window.FinishedAsync();
        await Assertions.Expect(Window.LastAnswer).ToContainTextAsync("4,350 euros");
        await Assertions.Expect(Window.Field).ToHaveValueAsync("");
        await Assertions.Expect(Page.Locator(".notice")).ToBeEmptyAsync();

        await Page.Locator(".chip", new() { HasText = "lease.pdf" }).Locator(".remove").ClickAsync();
        await Assertions.Expect(Page.Locator(".chip")).ToHaveCountAsync(1);
        await Window.LastAnswer.Locator(".citation").First.ClickAsync();
        await Assertions.Expect(Page.Locator(".panel .problem")).ToContainTextAsync("“lease.pdf” was removed from this chat.");
        await Assertions.Expect(Page.Locator(".panel .tool:visible")).ToHaveCountAsync(1);
        Assert.Empty(Window.Complaints);
    }

    [Fact]
    public async Task A_question_that_waits_goes_neither_to_another_mode_nor_past_a_file_that_failed()
    {
        var network = await BeginSlowUploadAsync(Write("lease.pdf", Lease()), Large("large.pdf", 2));
        await Window.AskAsync("What is the annual rent of the workshop?");
        await Assertions.Expect(Page.Locator(".notice")).ToContainTextAsync("as soon as the documents are read");
        await Page.Locator(".modes label", new() { HasText = "Auto" }).ClickAsync();
        await Assertions.Expect(Page.Locator(".notice")).ToBeEmptyAsync();
        await Page.Locator(".modes label", new() { HasText = "Masked" }).ClickAsync();
        await Page.Locator(".hold").WaitForAsync();

        await Window.Send.ClickAsync();
        await Assertions.Expect(Page.Locator(".notice")).ToContainTextAsync("as soon as the documents are read");
        await AddAsync(Write("notes.pdf", [.. "Only text."u8]));
        await LimitUploadsAsync(network, -1);
        await ReadyAsync(2);
        await Assertions.Expect(Page.Locator(".notice")).ToContainTextAsync("Not sent yet");
        await Assertions.Expect(Page.Locator(".chip").First).ToContainTextAsync("“notes.pdf” is named .pdf");
        await Assertions.Expect(Window.Field).ToHaveValueAsync("What is the annual rent of the workshop?");
        Assert.Equal(0, await Window.Answers.CountAsync());

        await Window.Field.PressAsync("Enter");
        await Window.FinishedAsync();
        await Assertions.Expect(Window.LastAnswer).ToContainTextAsync("4,350 euros");
        Assert.Empty(Window.Complaints);
    }

    [Fact]
    public async Task A_reload_in_the_middle_of_an_upload_loses_only_that_file_and_says_so()
    {
        await AddAsync(Write("lease.pdf", Lease()));
        await ReadyAsync(1);
        var network = await BeginSlowUploadAsync(Large("large.pdf", 24.5));
        await Page.ReloadAsync();
        await Window.ConnectedAsync();

        await Assertions.Expect(Page.Locator(".chip[data-state=Failed]")).ToContainTextAsync("“large.pdf” could not be sent", new() { Timeout = 60_000 });
        await LimitUploadsAsync(network, -1);
        await AskAsync();
        Assert.Empty(Window.Complaints);
        Assert.Empty(Warnings);
    }

    [Fact]
    public async Task Reading_that_is_not_wanted_any_more_stops_and_leaves_nothing()
    {
        Reading.Need("tesseract");
        using var picture = TestPicture.Text(28, [.. Enumerable.Range(0, 120).Select(i => $"Line {i} of a picture that keeps Tesseract busy for long enough, {i * 7919}")]);
        await AddAsync(Write("long.png", TestPicture.Encode(picture)));
        var chip = Page.Locator(".chip[data-state=Reading]");
        await Assertions.Expect(chip.Locator(".status")).ToHaveTextAsync("Reading the picture", new() { Timeout = 60_000 });

        await chip.Locator(".remove").ClickAsync();

        await Assertions.Expect(Page.Locator(".chip")).ToHaveCountAsync(0);
        await NothingStoredAsync();
        await AddAsync(Write("lease.pdf", Lease()));
        await AskAsync();
        Assert.Empty(Window.Complaints);
    }

    [Fact]
    public async Task A_file_may_be_removed_while_it_is_asked_and_its_citation_then_says_so()
    {
        await AddAsync(Write("lease.pdf", Lease()));
        await ReadyAsync(1);
        await Window.AskAsync("What is the annual rent of the workshop?");
        await Page.Locator(".chip .remove").ClickAsync();
        await Window.FinishedAsync();

        await Assertions.Expect(Page.Locator(".chip")).ToHaveCountAsync(0);
        if (await Window.LastAnswer.Locator(".citation").CountAsync() > 0)
        {
            await Window.LastAnswer.Locator(".citation").First.ClickAsync();
            await Assertions.Expect(Page.Locator(".panel .problem")).Not.ToBeEmptyAsync();
        }

        Assert.Empty(Window.Complaints);
    }

    [Fact]
    public async Task Files_and_words_that_were_not_sent_are_there_after_a_reload()
    {
        await Window.Field.FillAsync("What is the annual rent");
        await AddAsync(Write("lease.pdf", Lease()));
        await ReadyAsync(1);
        await Page.ReloadAsync();
        await Window.ConnectedAsync();

        await ReadyAsync(1);
        await Assertions.Expect(Page.Locator(".chip .name")).ToHaveTextAsync("lease.pdf");
        await Assertions.Expect(Window.Field).ToHaveValueAsync("What is the annual rent");
        await AskAsync();
        Assert.Empty(Window.Complaints);
    }

    [Fact]
    public async Task Three_wrong_passwords_keep_the_question_open_and_the_right_one_answers_it()
    {
        await AddAsync(OutsideFiles.Get("pdf", "password.pdf"));
        var chip = Page.Locator(".chip[data-state=Locked]");
        for (var i = 0; i < 3; i++)
        {
            await chip.Locator("input").FillAsync($"wrong {i}");
            await chip.Locator("input").PressAsync("Enter");
            await Assertions.Expect(chip).ToContainTextAsync("That password does not open it", new() { Timeout = 60_000 });
            await Assertions.Expect(chip.Locator("input")).ToBeFocusedAsync();
        }

        await chip.Locator("input").FillAsync("password");
        await chip.Locator("button[type=submit]").ClickAsync();
        await ReadyAsync(1);
        await Assertions.Expect(Window.Field).ToBeFocusedAsync();
        await Page.Locator(".chip button.name").ClickAsync();
        await Page.Locator(".leaf[data-drawn]").First.WaitForAsync();
        Assert.Empty(Window.Complaints);
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(320)]
    public async Task Of_long_names_the_end_is_seen_and_the_whole_is_told(int width)
    {
        await Page.SetViewportSizeAsync(width, 800);
        string[] names = ["Quarterly report of the workshops in the town 2024.pdf", "Quarterly report of the workshops in the town 2025.pdf"];
        await AddAsync([.. names.Select(name => Write(name, Lease()))]);
        await ReadyAsync(2);
        await AskAsync();
        await Window.LastAnswer.Locator(".citation").First.ClickAsync();
        await Page.Locator(".panel .leaf[data-drawn]").First.WaitForAsync();

        Assert.Equal(names, await Page.Locator(".chip .name").AllInnerTextsAsync());
        foreach (var name in names) await Assertions.Expect(Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true })).ToHaveAccessibleDescriptionAsync($"Show {name}");
        await Assertions.Expect(Page.Locator(".panel")).ToHaveAccessibleNameAsync(new System.Text.RegularExpressions.Regex("^Quarterly report of the workshops in the town 202[45].pdf$"));

        Assert.InRange(await Page.Locator(".panel h2").EvaluateAsync<double>("e => e.clientWidth"), 220, width);

        // What stands at the end of a name fits into its place, which cuts what stands before.
        Assert.True(await Page.EvaluateAsync<bool>(
            """
            () => ['.chip .long', '.answer .citation .long', '.panel h2 .long'].every(place => {
              const name = document.querySelector(place);
              const probe = Object.assign(document.createElement('span'), { textContent: name.dataset.tail });
              probe.style.cssText = 'position: absolute; visibility: hidden';
              name.append(probe);
              const wanted = probe.getBoundingClientRect().width;
              probe.remove();
              return wanted > 0 && wanted <= name.getBoundingClientRect().width && name.scrollWidth <= name.clientWidth + 1;
            })
            """));
        Assert.Empty(Window.Complaints);
    }

    [Fact]
    public async Task Odd_names_are_shown_harmlessly_and_the_same_file_twice_is_two_files()
    {
        string[] names =
        [
            "invoice\u202Efdp.pdf", "../../etc/passwd.pdf", "😀 Ünïcödé 中文 <b>bold & \"quotes\".pdf", "a'b;c|d$(e).pdf", new string('x', 240) + ".pdf", "%2e%2e%2f.pdf", "same.pdf", "same.pdf",
        ];
        await Page.EvaluateAsync(
            """
            ([names, base64]) => {
              const data = new DataTransfer();
              const bytes = Uint8Array.from(atob(base64), c => c.charCodeAt(0));
              for (const name of names) data.items.add(new File([bytes], name));
              document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }));
            }
            """, new object[] { names, Convert.ToBase64String(Lease()) });
        await ReadyAsync(names.Length);

        var shown = await Page.Locator(".chip .name").AllInnerTextsAsync();
        Assert.Contains("invoicefdp.pdf", shown);
        Assert.Contains("passwd.pdf", shown);
        Assert.Contains("😀 Ünïcödé 中文 <b>bold & \"quotes\".pdf", shown);
        Assert.Equal(2, shown.Count(name => name == "same.pdf"));
        Assert.All(shown, name => Assert.InRange(name.Length, 1, 200));
        var (width, inner) = (await Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), await Page.EvaluateAsync<int>("innerWidth"));
        Assert.True(width <= inner, $"A name makes the page {width} wide in a window of {inner}.");
        Assert.All(Stored(), stored => Assert.Matches("^[0-9a-f]{32}\\.(pdf|json|text)$|^\\.lock$", stored.Name));
        await AskAsync();
        Assert.Empty(Window.Complaints);
    }

    /// <summary>Adds files over a slow line, and waits until their bytes are on their way.</summary>
    private async Task<ICDPSession> BeginSlowUploadAsync(params string[] paths)
    {
        var network = await Page.Context.NewCDPSessionAsync(Page);
        await network.SendAsync("Network.enable");
        await LimitUploadsAsync(network, Megabyte / 4);
        await AddAsync(paths);
        await Assertions.Expect(Page.Locator(".chip[data-state=Uploading] .status").Last).ToContainTextAsync("%", new() { Timeout = 60_000 });
        return network;
    }

    /// <summary>Bytes a second; -1 is as fast as it goes.</summary>
    private static async Task LimitUploadsAsync(ICDPSession network, long rate) => await network.SendAsync(
        "Network.emulateNetworkConditions",
        new() { ["offline"] = false, ["latency"] = 0, ["downloadThroughput"] = -1, ["uploadThroughput"] = rate });
}
