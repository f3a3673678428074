using ChatBot.Inference.Models;
using ChatBot.Tests.Browser;
using ChatBot.Tests.Conversations;
using ChatBot.Web.Conversations.Storage;
using ChatBot.Web.Hosting;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using SkiaSharp;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Fonts.Standard14Fonts;
using UglyToad.PdfPig.Writer;
using static Microsoft.Playwright.Assertions;

namespace ChatBot.Tests.Look;

/// <summary>Takes the pictures in docs/screenshots of the real page, in every state, where the person who runs the tests asks for it.</summary>
public sealed class ScreenshotTests(Chromium chromium)
{
    private const string Rainbow = "How does a rainbow come about?";
    private const int Quality = 70;
    private static readonly string Folder = ProjectRoot.Combine("docs", "screenshots");
    private readonly TaskCompletionSource _gate = new();
    private string _suffix = "";

    [Theory]
    [InlineData(ColorScheme.Light, "desktop", 1280, 800)]
    [InlineData(ColorScheme.Dark, "desktop", 1280, 800)]
    [InlineData(ColorScheme.Light, "phone", 390, 780)]
    [InlineData(ColorScheme.Dark, "phone", 390, 780)]
    public async Task Every_state_of_the_page(ColorScheme scheme, string device, int width, int height)
    {
        Assert.SkipUnless(Pictures.AreWanted, $"Pictures are drawn where {Pictures.Variable} is set.");
        Directory.CreateDirectory(Folder);
        _suffix = $"{device}-{scheme.ToString().ToLowerInvariant()}";
        var isPhone = device == "phone";
        var options = new BrowserNewContextOptions
        {
            ColorScheme = scheme,
            ViewportSize = new() { Width = width, Height = height },
            ReducedMotion = ReducedMotion.Reduce,
            HasTouch = isPhone,
            IsMobile = isPhone,
            Locale = "en-US",
        };
        await TakeChatAsync(options, isPhone);
        await TakeThoughtAsync(options);
        await TakeDocumentsAsync(options, isPhone);
        await TakeProblemAsync(options);
    }

    private async Task TakeChatAsync(BrowserNewContextOptions options, bool isPhone)
    {
        var app = await RunningApp.StartAsync(Answer);
        await using var window = await ChatWindow.OpenAsync(chromium, app, options);
        await SeedAsync(app, window);
        await window.Page.ReloadAsync();
        await window.ConnectedAsync();
        await window.Page.Locator(".sidebar .row").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await TakeAsync(window, "empty");

        await AskAsync(window, Rainbow);
        await window.Page.Locator(".prose blockquote").WaitForAsync();
        await TakeAsync(window, "streaming");
        _gate.SetResult();
        await window.FinishedAsync();
        await TakeAsync(window, "finished");

        if (isPhone) await window.Page.Locator(".bar [data-toggle-sidebar]").ClickAsync();

        var row = window.Page.Locator(".sidebar .row").Nth(2);
        await row.HoverAsync();
        await row.GetByRole(AriaRole.Button).ClickAsync();
        await TakeAsync(window, "chat-menu");
        await window.Page.Keyboard.PressAsync("Escape");
        await window.Page.GetByRole(AriaRole.Searchbox).FillAsync("light");
        await Expect(window.Page.Locator(".sidebar mark").First).ToBeVisibleAsync();
        await TakeAsync(window, "search");
        await window.Page.GetByRole(AriaRole.Searchbox).FillAsync("");
        if (isPhone) await window.Page.Keyboard.PressAsync("Escape");

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Settings of this chat" }).ClickAsync();
        await Expect(window.Page.Locator("dialog[open]")).ToBeVisibleAsync();
        await TakeAsync(window, "settings");
        await window.Page.Keyboard.PressAsync("Escape");
        await Expect(window.Page.Locator("dialog[open]")).ToHaveCountAsync(0);
        if (!isPhone)
        {
            await window.Page.Keyboard.PressAsync("Control+/");
            await Expect(window.Page.Locator("dialog[open]")).ToBeVisibleAsync();
            await TakeAsync(window, "shortcuts");
            await window.Page.Keyboard.PressAsync("Escape");
        }

        await AskAsync(window, "fail");
        await window.FinishedAsync("Failed");
        await TakeAsync(window, "error");
        await app.DisposeAsync();
        await Expect(window.Page.Locator("#components-reconnect-modal")).ToBeVisibleAsync();
        await TakeAsync(window, "reconnect");
    }

    private async Task TakeThoughtAsync(BrowserNewContextOptions options)
    {
        var answers = new TaskCompletionSource();
        await using var app = await RunningApp.StartAsync(_ => Think(answers.Task));
        await using var window = await ChatWindow.OpenAsync(chromium, app, options);
        await AskAsync(window, "Is 91 a prime number?");
        await Expect(window.LastAnswer.Locator(".thought")).ToContainTextAsync("not prime");
        await TakeAsync(window, "thinking");
        answers.SetResult();
        await window.FinishedAsync();
        await window.LastAnswer.Locator(".thought summary").ClickAsync();
        await Expect(window.LastAnswer.Locator(".thought .sight")).ToBeVisibleAsync();
        await TakeAsync(window, "thought-open");
    }

    private static async IAsyncEnumerable<string> Think(Task answers)
    {
        yield return ScriptedChatClient.Thought + "The user asks whether 91 is a prime number. Let me try small divisors.\n\n"
            + "1. Divisible by 2? No, it is odd.\n2. By 3? 9 + 1 = 10, which is no multiple of 3.\n3. By 5? It ends in 1, so no.\n4. By 7? $7 \\times 13 = 91$. Yes!\n\n";
        await Task.Delay(1200);
        yield return ScriptedChatClient.Thought + "So 91 is **not prime**. I should say so briefly and show the factors, since that is the proof.";
        await answers;
        yield return "No. $91 = 7 \\times 13$, so it has divisors other than 1 and itself.";
    }

    private async Task TakeDocumentsAsync(BrowserNewContextOptions options, bool isPhone)
    {
        await using var app = await RunningApp.StartWithReaderAsync(Answer);
        await using var window = await ChatWindow.OpenAsync(chromium, app, options);
        await window.Page.Locator(".modes label", new() { HasText = "Masked" }).ClickAsync();
        await window.Page.Locator("button.tool[data-attach]").WaitForAsync();
        await Expect(window.Page.GetByText("Answers are quoted from your documents.")).ToBeVisibleAsync(new() { Timeout = 60_000 }); // once the reader is there
        await TakeAsync(window, "masked-empty");
        await window.Page.Locator(".shelf input[type=file]").SetInputFilesAsync(new FilePayload[]
        {
            new() { Name = "workshop-lease.pdf", MimeType = "application/pdf", Buffer = Lease() }, new() { Name = "notes.txt", MimeType = "text/plain", Buffer = "Buy apples."u8.ToArray() },
        });
        await Expect(window.Page.Locator(".chip[data-state=Ready]")).ToHaveCountAsync(1, new() { Timeout = 120_000 });
        await TakeAsync(window, "masked-files");
        await AskAsync(window, "What is the annual rent of the workshop?");
        await window.FinishedAsync();
        await Expect(window.Page.Locator(".sidebar a[href*='chat/']")).ToHaveCountAsync(1);
        await TakeAsync(window, "masked-answer");
        await window.LastAnswer.Locator(".citation").First.ClickAsync();
        await Expect(window.Page.Locator(".leaf[data-drawn] .mark").First).ToBeVisibleAsync();
        await TakeAsync(window, "citation");
    }

    private async Task TakeProblemAsync(BrowserNewContextOptions options)
    {
        await using var app = await RunningApp.StartAsync(Answer, new ModelState.Unavailable(
            [new("phi-3-mini/model.onnx.data", "The file is missing, and model.onnx refers to it.", "Download the model's folder again, with all its files.")]));
        await using var window = await ChatWindow.OpenAsync(chromium, app, options);
        await TakeAsync(window, "no-model");
    }

    // By the button: on a phone Enter begins a line.
    private static async Task AskAsync(ChatWindow window, string question)
    {
        await window.Field.FillAsync(question);
        await window.Send.ClickAsync();
    }

    private async IAsyncEnumerable<string> Answer(string question)
    {
        if (question == "fail") throw new InsufficientMemoryException();
        var middle = Scripts.Tour.IndexOf("```python", StringComparison.Ordinal);
        await foreach (var piece in Scripts.Play(Scripts.Tour[..middle], 64)) yield return piece;
        await _gate.Task;
        await foreach (var piece in Scripts.Play(Scripts.Tour[middle..], 64)) yield return piece;
    }

    private async Task TakeAsync(ChatWindow window, string state)
    {
        // A pointer over a button would show its hover state, and fonts and pictures may still be on their way.
        await window.Page.EvaluateAsync("() => document.fonts.ready.then(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))))");
        using var picture = SKBitmap.Decode(await window.Page.ScreenshotAsync(new() { Caret = ScreenshotCaret.Hide }));
        await using var file = File.Create(Path.Combine(Folder, $"{state}-{_suffix}.webp"));
        picture.Encode(file, SKEncodedImageFormat.Webp, Quality);
    }

    // Chats of the last months, for the browser that the window is.
    private static async Task SeedAsync(RunningApp app, ChatWindow window)
    {
        var cookie = (await window.Page.Context.CookiesAsync()).Single(cookie => cookie.Name == Owners.CookieName);
        var owner = app.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("ChatBot.Owner").Unprotect(cookie.Value);
        await using var database = await app.Services.GetRequiredService<IDbContextFactory<ChatDatabase>>().CreateDbContextAsync();
        (string Title, int DaysAgo, bool IsPinned)[] chats =
        [
            ("Words for the wedding speech", 40, true), ("Names for a sailing boat", 0, false), ("Explain the tides in two sentences", 1, false),
            ("Regular expression for ISO dates", 1, false), ("A soup for eight from what is left over", 4, false), ("What does the lease say about heating?", 6, false),
            ("Plan for a weekend in Trieste", 12, false), ("Why do cats purr?", 25, false), ("Shell script that renames photos by date", 45, false),
            ("Difference between weather and climate", 52, false), ("Birthday riddle for a nine-year-old", 80, false),
        ];
        foreach (var (title, days, isPinned) in chats)
        {
            var time = DateTimeOffset.UtcNow.AddDays(-days).AddMinutes(-30);
            database.Chats.Add(new() { Id = Guid.CreateVersion7().ToString("N"), Owner = owner, Title = title, State = ChatState.Listed, IsPinned = isPinned, CreatedAt = time, UpdatedAt = time });
        }

        await database.SaveChangesAsync();
    }

    private static byte[] Lease()
    {
        using var builder = new PdfDocumentBuilder();
        var font = builder.AddStandard14Font(Standard14Font.Helvetica);
        var bold = builder.AddStandard14Font(Standard14Font.HelveticaBold);
        var page = builder.AddPage(PageSize.A4);
        page.AddText("Lease of the workshop in Mill Lane", 18, new(70, 760), bold);
        string[] lines =
        [
            "Between the town, called the lessor, and the cooperative of carpenters, called", "the lessee, the following is agreed.", "",
            "1. The lessor lets the workshop with its yard and the shed behind it.", "2. The annual rent of the workshop is 4,350 euros. It is paid in January.",
            "3. The lessee keeps the roof and the stove in good order.", "4. The lease ends on the thirtieth of June 2031.", "", "Signed by Margarethe Weber and Johann Lindner.",
        ];
        for (var i = 0; i < lines.Length; i++)
            if (lines[i].Length > 0) page.AddText(lines[i], 12, new PdfPoint(70, 720 - (24 * i)), font);
        return builder.Build();
    }
}
