using System.Globalization;
using ChatBot.Tests.Documents;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using SkiaSharp;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Fonts.Standard14Fonts;
using UglyToad.PdfPig.Writer;

namespace ChatBot.Tests.Browser;

/// <summary>Masked mode as people use it: the real page, the real reading process with OCR, and the shipped reader.</summary>
public sealed class MaskedTests(Chromium chromium) : IAsyncLifetime
{
    private RunningApp _app = null!;
    private ChatWindow _window = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await RunningApp.StartWithReaderAsync(_ => Scripts.Play("Auto answers."));
        _window = await ChatWindow.OpenAsync(chromium, _app, new() { ViewportSize = new() { Width = 1280, Height = 860 } });
    }

    public async ValueTask DisposeAsync()
    {
        if (_window is not null) await _window.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Two_PDFs_and_a_photo_are_dropped_asked_and_the_words_are_marked_where_they_stand()
    {
        Reading.Need("tesseract");
        var (lease, leaseWord) = Pdf("4,350 euros", "This lease is between the town and the workshop.", "The annual rent of the workshop is 4,350 euros.", "It is paid in January.");
        var (library, libraryWord) = Pdf("nine in the morning", "The town library has a reading room.", "The library opens at nine in the morning.");
        using var picture = TestPicture.Text(30, "The meeting with Doctor Weber", "is on Tuesday at noon.");
        await ChooseMaskedAsync();
        await DropAsync(("lease.pdf", lease), ("library.pdf", library), ("photo.jpg", TestPicture.Encode(picture, SKEncodedImageFormat.Jpeg)));
        await ReadyAsync(3);

        await CiteAsync("What is the annual rent of the workshop?", "4,350 euros", "lease.pdf");
        await CoversAsync(leaseWord);
        await _window.Page.ScreenshotAsync(new() { Path = Screenshot("masked-pdf.png") });

        await CiteAsync("When does the library open?", "nine", "library.pdf");
        await CoversAsync(libraryWord);

        await CiteAsync("When is the meeting with Doctor Weber?", "Tuesday at noon", "photo.jpg");
        var line = 2.2f * 30 + 1.4f * 30;
        await CoversAsync(new(Before("is on ") / picture.Width, (line - 22) / picture.Height, Before("is on Tuesday at noon") / picture.Width, (line + 5) / picture.Height));
        await _window.Page.ScreenshotAsync(new() { Path = Screenshot("masked-photo.png") });
        Assert.Empty(_window.Complaints);

        float Before(string text) => 60 + TestPicture.Width(30, text);
    }

    [Fact]
    public async Task What_the_documents_do_not_say_is_said_and_the_closest_passage_is_one_click_away()
    {
        await ChooseMaskedAsync();
        await DropAsync(("lease.pdf", Pdf("rent", "The annual rent of the workshop is 4,350 euros.").File));
        await ReadyAsync(1);
        await _window.AskAsync("Who painted the ceiling of the Sistine Chapel?");
        await _window.FinishedAsync();

        await Assertions.Expect(_window.LastAnswer).ToContainTextAsync("The documents do not answer this.");
        await Assertions.Expect(_window.LastAnswer.Locator(".passage")).ToHaveCountAsync(0);
        await _window.LastAnswer.Locator(".more").ClickAsync();
        await Assertions.Expect(_window.LastAnswer.Locator(".passage mark")).ToHaveCountAsync(1);
        Assert.Empty(_window.Complaints);
    }

    [Fact]
    public async Task The_open_citation_is_open_again_when_the_page_was_loaded_again_and_a_closed_one_is_not()
    {
        await ChooseMaskedAsync();
        await DropAsync(("lease.pdf", Pdf("rent", "The annual rent of the workshop is 4,350 euros.").File));
        await ReadyAsync(1);
        await CiteAsync("What is the annual rent of the workshop?", "4,350 euros", "lease.pdf");
        await _window.Page.ReloadAsync();
        await Assertions.Expect(_window.Page.Locator(".panel h2")).ToHaveTextAsync("lease.pdf");
        await _window.Page.Locator(".leaf[data-drawn]:has(canvas) .mark[data-current]").First.WaitForAsync();

        await _window.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(_window.Page.Locator(".panel")).ToHaveCountAsync(0);
        await _window.Page.ReloadAsync();
        await _window.Page.Locator(".scroller[data-ready]").WaitForAsync();
        await Assertions.Expect(_window.Page.Locator(".panel")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Escape_closes_the_panel_and_the_citation_has_the_focus_again()
    {
        await ChooseMaskedAsync();
        await DropAsync(("lease.pdf", Pdf("rent", "The annual rent of the workshop is 4,350 euros.").File));
        await ReadyAsync(1);
        await CiteAsync("What is the annual rent of the workshop?", "4,350 euros", "lease.pdf");
        await _window.Page.Keyboard.PressAsync("+");
        await Assertions.Expect(_window.Page.Locator(".pages")).ToHaveAttributeAsync("style", "--zoom: 1.25;");
        await _window.Page.Keyboard.PressAsync("Escape");

        await Assertions.Expect(_window.Page.Locator(".panel")).ToHaveCountAsync(0);
        await Assertions.Expect(_window.LastAnswer.Locator(".citation").First).ToBeFocusedAsync();
    }

    [Fact]
    public async Task On_a_phone_the_panel_covers_the_page_and_keeps_the_focus()
    {
        await _window.Page.SetViewportSizeAsync(375, 740);
        await ChooseMaskedAsync();
        await DropAsync(("lease.pdf", Pdf("rent", "The annual rent of the workshop is 4,350 euros.").File));
        await ReadyAsync(1);
        await CiteAsync("What is the annual rent of the workshop?", "4,350 euros", "lease.pdf");

        await _window.Page.WaitForFunctionAsync(
            "() => { const box = document.querySelector('.panel').getBoundingClientRect(); return box.x === 0 && box.y === 0 && box.width === 375 && box.height === 740; }");
        for (var i = 0; i < 12; i++)
        {
            await _window.Page.Keyboard.PressAsync("Tab");
            Assert.True(await _window.Page.EvaluateAsync<bool>("() => document.querySelector('.panel').contains(document.activeElement)"));
        }

        await _window.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(_window.Page.Locator("[inert]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Every_file_that_cannot_be_taken_says_why_and_nothing_else_is_lost()
    {
        await ChooseMaskedAsync();
        await _window.Field.FillAsync("half a thought");
        await DropAsync(("lease.pdf", Pdf("rent", "The annual rent of the workshop is 4,350 euros.").File));
        await ReadyAsync(1);
        await DropAsync(("invoice.pdf.exe", [.. "MZ\u0090 a program"u8]), ("notes.pdf", [.. "Only text."u8]), ("empty.pdf", []));
        await DropAsync(("huge.pdf", null));

        var failed = _window.Page.Locator(".chip[data-state=Failed]");
        await Assertions.Expect(failed).ToHaveCountAsync(4);
        foreach (var message in new[]
        {
            "“invoice.pdf.exe” cannot be added: .exe files are not supported.", "“notes.pdf” is named .pdf but is not a PDF: its content is plain text.",
            "“empty.pdf” is empty.", "“huge.pdf” is larger than 25 MB",
        })
            await Assertions.Expect(failed.Filter(new() { HasText = message })).ToHaveCountAsync(1);

        await DropAsync([.. Enumerable.Range(2, 20).Select(i => ($"{i}.pdf", (byte[]?)Pdf("Page", $"Page number {i}.").File))]);
        await Assertions.Expect(failed.Filter(new() { HasText = "“21.pdf” was not added: this chat has 20 files" })).ToHaveCountAsync(1);
        await ReadyAsync(20);
        Assert.Equal("half a thought", await _window.Field.InputValueAsync());
        Assert.Empty(_window.Complaints);
    }

    [Fact]
    public async Task Files_dropped_in_Auto_mode_are_offered_to_Masked_mode()
    {
        await DropAsync(("lease.pdf", Pdf("rent", "The annual rent of the workshop is 4,350 euros.").File));
        await _window.Page.Locator(".offer .accept").ClickAsync();

        await ReadyAsync(1);
        await Assertions.Expect(_window.Page.GetByRole(AriaRole.Radio, new() { Name = "Masked" })).ToBeCheckedAsync();
        Assert.Empty(_window.Complaints);
    }

    [Fact]
    public async Task Pasted_files_are_added_too()
    {
        await ChooseMaskedAsync();
        var file = Convert.ToBase64String(Pdf("rent", "The annual rent of the workshop is 4,350 euros.").File);
        await _window.Field.EvaluateAsync(
            """
            (field, base64) => {
              const data = new DataTransfer();
              data.items.add(new File([Uint8Array.from(atob(base64), c => c.charCodeAt(0))], 'pasted.pdf'));
              field.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: data }));
            }
            """, file);

        await ReadyAsync(1);
    }

    [Fact]
    public async Task Masked_mode_without_a_document_says_what_it_needs_and_keeps_the_question()
    {
        await ChooseMaskedAsync();
        await _window.AskAsync("What is due?");

        await Assertions.Expect(_window.Page.Locator(".notice")).ToContainTextAsync("Add a PDF, PNG or JPEG first");
        Assert.Equal("What is due?", await _window.Field.InputValueAsync());
        Assert.Equal(0, await _window.Answers.CountAsync());
    }

    [Fact]
    public async Task The_mode_belongs_to_the_chat_and_each_question_shows_its_own()
    {
        await _window.AskAsync("one");
        await _window.FinishedAsync();
        await ChooseMaskedAsync();
        await DropAsync(("lease.pdf", Pdf("rent", "The annual rent of the workshop is 4,350 euros.").File));
        await ReadyAsync(1);
        await _window.AskAsync("What is the annual rent of the workshop?");
        await _window.FinishedAsync();

        await Assertions.Expect(_window.Page.Locator(".question .mode")).ToHaveTextAsync(["Asked in mode: Auto", "Asked in mode: Masked"]);
    }

    [Fact]
    public async Task A_document_is_served_to_the_browser_that_sent_it_and_to_no_other()
    {
        await ChooseMaskedAsync();
        await DropAsync(("räume.pdf", Pdf("rent", "The annual rent of the workshop is 4,350 euros.").File));
        await ReadyAsync(1);
        var id = await _window.Page.Locator(".chip").GetAttributeAsync("data-file");

        var own = await _window.Page.Context.APIRequest.GetAsync($"{_app.Address}/documents/{id}");
        Assert.Equal(200, own.Status);
        Assert.Equal("application/pdf", own.Headers["content-type"]);
        Assert.Equal("nosniff", own.Headers["x-content-type-options"]);
        Assert.Contains("sandbox", own.Headers["content-security-policy"], StringComparison.Ordinal);
        Assert.StartsWith("attachment", own.Headers["content-disposition"], StringComparison.Ordinal);

        await using var stranger = await ChatWindow.OpenAsync(chromium, _app);
        var theirs = await stranger.Page.Context.APIRequest.GetAsync($"{_app.Address}/documents/{id}");
        Assert.Equal(404, theirs.Status);
        var forged = await _window.Page.Context.APIRequest.PostAsync($"{_app.Address}/documents/{id}", new() { DataByte = [1] });
        Assert.Equal(400, forged.Status);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Nothing_in_Masked_mode_is_hard_to_use_for_anyone(ColorScheme scheme)
    {
        await _window.Page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        await ChooseMaskedAsync();
        await SoundAsync("empty");
        await DropAsync(("lease.pdf", Pdf("rent", "The annual rent of the workshop is 4,350 euros.").File), ("notes.pdf", [.. "Only text."u8]));
        await ReadyAsync(1);
        await SoundAsync("files");
        await CiteAsync("What is the annual rent of the workshop?", "4,350 euros", "lease.pdf");
        await SoundAsync("panel");
    }

    private async Task SoundAsync(string state)
    {
        var result = await _window.Page.RunAxe();
        var bad = result.Violations.Where(violation => violation.Impact is "serious" or "critical")
            .Select(violation => $"{state}: {violation.Id}: {string.Join(", ", violation.Nodes.Select(node => node.Html))}");
        Assert.Empty(bad);
    }

    private async Task ChooseMaskedAsync()
    {
        await _window.Page.Locator(".modes label", new() { HasText = "Masked" }).ClickAsync();
        await _window.Page.Locator("button.tool[data-attach]").WaitForAsync();
    }

    /// <summary>Drops files as a desktop would; null is 26 MB of nothing.</summary>
    private async Task DropAsync(params (string Name, byte[]? Content)[] files) => await _window.Page.EvaluateAsync(
        """
        files => {
          const data = new DataTransfer();
          for (const { name, base64 } of files) {
            const bytes = base64 === null ? new Uint8Array(26 * 1024 * 1024) : Uint8Array.from(atob(base64), c => c.charCodeAt(0));
            data.items.add(new File([bytes], name));
          }
          const fire = type => document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data }));
          fire('dragenter');
          if (document.querySelector('.drop').hidden) throw new Error('Nothing shows that files can be dropped.');
          fire('dragover');
          fire('drop');
          if (!document.querySelector('.drop').hidden) throw new Error('The overlay stays.');
        }
        """, files.Select(file => new { name = file.Name, base64 = file.Content is null ? null : Convert.ToBase64String(file.Content) }).ToArray());

    private async Task ReadyAsync(int count)
    {
        await Assertions.Expect(_window.Page.Locator(".chip[data-state=Ready]")).ToHaveCountAsync(count, new() { Timeout = 120_000 });
        await Assertions.Expect(_window.Page.Locator(".hold")).ToBeEmptyAsync();
    }

    private async Task CiteAsync(string question, string answer, string file)
    {
        await _window.AskAsync(question);
        await _window.FinishedAsync();
        var best = _window.LastAnswer.Locator(".passage").First;
        await Assertions.Expect(best.Locator("mark")).ToContainTextAsync(answer);
        await Assertions.Expect(best.Locator(".citation")).ToContainTextAsync(file);
        await best.Locator(".citation").ClickAsync();
        await Assertions.Expect(_window.Page.Locator(".panel h2")).ToHaveTextAsync(file);
        await _window.Page.Locator(".leaf[data-drawn]").First.WaitForAsync();
        await _window.Page.Locator(".leaf[data-drawn]:has(canvas) .mark[data-current]").First.WaitForAsync();
    }

    /// <summary>The current mark covers a box given in fractions of the page, is not much larger, can be seen, and has ink below it.</summary>
    private async Task CoversAsync(Box word)
    {
        var measured = await _window.Page.EvaluateAsync<double[]>(
            """
            () => {
              const marks = [...document.querySelectorAll('.mark[data-current]')].map(mark => mark.getBoundingClientRect());
              const leaf = document.querySelector('.mark[data-current]').parentElement;
              const page = leaf.getBoundingClientRect();
              const pages = document.querySelector('.pages').getBoundingClientRect();
              const [left, top] = [Math.min(...marks.map(m => m.left)), Math.min(...marks.map(m => m.top))];
              const [right, bottom] = [Math.max(...marks.map(m => m.right)), Math.max(...marks.map(m => m.bottom))];
              const canvas = leaf.querySelector('canvas');
              const scale = canvas.width / page.width;
              const pixels = canvas.getContext('2d').getImageData(
                (left - page.left) * scale, (top - page.top) * scale, Math.max(1, (right - left) * scale), Math.max(1, (bottom - top) * scale)).data;
              let dark = 0;
              for (let i = 0; i < pixels.length; i += 4) if (pixels[i] < 110) dark++;
              const isSeen = left >= pages.left && right <= pages.right && top >= pages.top && bottom <= pages.bottom;
              return [(left - page.left) / page.width, (top - page.top) / page.height, (right - page.left) / page.width, (bottom - page.top) / page.height,
                dark / (pixels.length / 4), isSeen ? 1 : 0];
            }
            """);
        var all = string.Join(" ", measured.Select(value => value.ToString("0.0000", CultureInfo.InvariantCulture))) + $" for {word}";
        const double slack = 0.004, wide = 0.03;
        Assert.True(measured[0] <= word.Left + slack && measured[0] >= word.Left - wide, all);
        Assert.True(measured[1] <= word.Top + slack && measured[1] >= word.Top - wide, all);
        Assert.True(measured[2] >= word.Right - slack && measured[2] <= word.Right + wide, all);
        Assert.True(measured[3] >= word.Bottom - slack && measured[3] <= word.Bottom + wide, all);
        Assert.True(measured[4] is > 0.05 and < 0.7, $"No words below the mark: {all}");
        Assert.Equal(1, measured[5]);
    }

    /// <summary>A PDF with lines of text, and where the letters of some words stand on its first page.</summary>
    private static (byte[] File, Box Word) Pdf(string words, params string[] lines)
    {
        using var builder = new PdfDocumentBuilder();
        var font = builder.AddStandard14Font(Standard14Font.Helvetica);
        var page = builder.AddPage(PageSize.A4);
        Box? found = null;
        for (var i = 0; i < lines.Length; i++)
        {
            var letters = page.AddText(lines[i], 14, new PdfPoint(72, 640 - (24 * i)), font);
            var at = lines[i].IndexOf(words, StringComparison.Ordinal);
            if (at < 0) continue;
            var boxes = letters.Skip(at).Take(words.Length).Where(letter => letter.Value != " ").Select(letter => letter.BoundingBox).ToList();
            found = new(
                boxes.Min(box => box.Left) / page.PageSize.Width, 1 - (boxes.Max(box => box.Top) / page.PageSize.Height),
                boxes.Max(box => box.Right) / page.PageSize.Width, 1 - (boxes.Min(box => box.Bottom) / page.PageSize.Height));
        }

        return (builder.Build(), found ?? throw new ArgumentException("The words are in none of the lines.", nameof(words)));
    }

    private static string Screenshot(string name) => Path.Combine(AppContext.BaseDirectory, "screenshots", name);

    private sealed record Box(double Left, double Top, double Right, double Bottom);
}
