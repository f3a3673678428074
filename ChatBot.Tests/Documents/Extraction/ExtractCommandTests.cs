using System.Text.Json;
using ChatBot.Tests.Hosting;
using ChatBot.Web.Documents.Extraction;

namespace ChatBot.Tests.Documents.Extraction;

public sealed class ExtractCommandTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_file_gives_a_line_of_json_and_one_that_cannot_be_read_gives_exit_code_1()
    {
        var whole = _folder.Write("Über uns.pdf", new TestPdf().Page(TestPdf.Text(100, 700, 12, "Hello there")).Page(TestPdf.Text(100, 700, 12, "Goodbye")).Build());
        var text = _folder.Write("notes.txt", [.. "just text"u8]);

        var (exitCode, output, errors) = await CommandLine.RunAsync("extract", whole, text, Path.Combine(_folder.Path, "absent.pdf"));

        Assert.Equal(1, exitCode);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(3, lines.Length);
        Assert.Equal("Über uns.pdf", lines[0].GetProperty("fileName").GetString());
        Assert.Equal("Hello there\fGoodbye", lines[0].GetProperty("text").GetString());
        var page = lines[0].GetProperty("pages")[1];
        Assert.Equal((2, 12, 7), (page.GetProperty("number").GetInt32(), page.GetProperty("start").GetInt32(), page.GetProperty("length").GetInt32()));
        var word = lines[0].GetProperty("words")[1];
        Assert.Equal((6, 5, 6), (word[0].GetInt32(), word[1].GetInt32(), word.GetArrayLength()));
        Assert.Contains("Über uns", output, StringComparison.Ordinal); // readable, not escaped
        Assert.Equal("WrongType", lines[1].GetProperty("problem").GetProperty("kind").GetString());
        Assert.Equal("Unreadable", lines[2].GetProperty("problem").GetProperty("kind").GetString());
        Assert.Contains("2 of 2 pages", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("extract")]
    [InlineData("extract", "--frobnicate", "a.pdf")]
    [InlineData("extract", "--password")]
    public async Task Wrong_usage_is_explained(params string[] arguments)
    {
        var (exitCode, output, errors) = await CommandLine.RunAsync(arguments);

        Assert.Equal(2, exitCode);
        Assert.Empty(output);
        Assert.Contains("Usage:", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_tools_text_is_still_read_and_scans_say_what_to_install()
    {
        using var picture = TestPicture.Text(28, "A picture of text");
        var png = _folder.Write("a.png", TestPicture.Encode(picture));
        var pdf = new TestPdf().Page(TestPdf.Text(100, 700, 12, "A page of letters"));
        var image = pdf.AddPicture(picture.Width, picture.Height, TestPicture.Gray(picture));
        pdf.Page("q 595 0 0 842 0 0 cm /P Do Q", resources: $"/XObject << /P {image} 0 R >>");
        var mixed = _folder.Write("mixed.pdf", pdf.Build());

        var (_, output, _) = await CommandLine.RunInAsync("", "extract", png, mixed);

        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        var problem = lines[0].GetProperty("problem");
        Assert.Equal("ToolMissing", problem.GetProperty("kind").GetString());
        Assert.Contains("apt install tesseract-ocr", problem.GetProperty("remedy").GetString()!, StringComparison.Ordinal);
        Assert.Equal("A page of letters\f", lines[1].GetProperty("text").GetString());
        Assert.Equal("ToolMissing", lines[1].GetProperty("pages")[1].GetProperty("problem").GetProperty("kind").GetString());
    }

    [Fact]
    public async Task Other_arguments_are_not_its_business() => Assert.Null(await ExtractCommand.TryRunAsync(["--urls", "http://localhost:5000"]));
}
