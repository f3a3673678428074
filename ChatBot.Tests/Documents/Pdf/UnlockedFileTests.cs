using System.Diagnostics;
using System.Text.Json;
using ChatBot.Tests.Hosting;
using ChatBot.Web.Documents.Tools;
using SkiaSharp;

namespace ChatBot.Tests.Documents.Pdf;

/// <summary>Scans with a password, by the program itself with other programs in reach than this machine's.</summary>
public sealed class UnlockedFileTests : IDisposable
{
    private const string Password = "gehe1m-Pässword";

    private readonly TestFolder _folder = new();
    private readonly TestFolder _programs = new();

    public void Dispose()
    {
        _folder.Dispose();
        _programs.Dispose();
    }

    [Fact]
    public async Task A_scan_with_a_password_is_read_and_no_program_gets_the_password_as_an_argument()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Scripts stand before the programs here.");
        Reading.Need("qpdf", "tesseract", "pdftoppm");
        var path = await LockedScanAsync();
        var log = Path.Combine(_folder.Path, "arguments.txt");
        foreach (var program in (string[])["prlimit", "qpdf", "tesseract", "pdftoppm", "pdftotext", "pdfinfo"])
            if (ToolPath.Find(program) is { } real) Offer(program, $"#!/bin/sh\necho {program} \"$@\" >> '{log}'\nexec '{real}' \"$@\"\n");

        var document = await ExtractAsync(path);

        Assert.Equal("A letter that nobody else should see", Reading.Flat(document.GetProperty("text").GetString()!));
        var arguments = await File.ReadAllTextAsync(log, TestContext.Current.CancellationToken);
        Assert.Contains("pdftoppm -q", arguments, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, arguments, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_qpdf_a_scan_with_a_password_says_what_to_install()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Scripts stand before the programs here.");
        Reading.Need("qpdf", "tesseract", "pdftoppm");
        var path = await LockedScanAsync();
        foreach (var program in (string[])["tesseract", "pdftoppm"]) Offer(program, $"#!/bin/sh\nexec '{ToolPath.Find(program)}' \"$@\"\n");

        var problem = (await ExtractAsync(path)).GetProperty("problem");

        Assert.Equal("ToolMissing", problem.GetProperty("kind").GetString());
        Assert.Contains("apt install qpdf", problem.GetProperty("remedy").GetString()!, StringComparison.Ordinal);
    }

    private async Task<JsonElement> ExtractAsync(string path)
    {
        var (_, output, _) = await CommandLine.RunWithAsync(Password + "\n", new() { ["PATH"] = _programs.Path }, "extract", "--password", "-", path);
        return JsonDocument.Parse(output).RootElement;
    }

    private void Offer(string program, string script)
    {
        var path = _programs.Write(program, System.Text.Encoding.UTF8.GetBytes(script));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private async Task<string> LockedScanAsync()
    {
        using var text = TestPicture.Text(36, "A letter that nobody", "else should see");
        using var page = new SKBitmap(1190, 1684, SKColorType.Rgba8888, SKAlphaType.Premul);
        using (var canvas = new SKCanvas(page))
        {
            canvas.Clear(SKColors.White);
            canvas.DrawBitmap(text, 200, 300, new SKSamplingOptions(SKFilterMode.Linear));
        }

        var pdf = new TestPdf();
        var picture = pdf.AddPicture(page.Width, page.Height, TestPicture.Gray(page));
        pdf.Page("q 595 0 0 842 0 0 cm /P Do Q", resources: $"/XObject << /P {picture} 0 R >>");
        var (open, locked) = (_folder.Write("open.pdf", pdf.Build()), Path.Combine(_folder.Path, "locked.pdf"));
        using var qpdf = Process.Start("qpdf", ["--encrypt", Password, "owner", "256", "--", open, locked]);
        await qpdf.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, qpdf.ExitCode);
        return locked;
    }
}
