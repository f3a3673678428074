using System.Text.Json;
using ChatBot.Tests.Documents;
using ChatBot.Tests.Hosting;
using ChatBot.Web.Masked;

namespace ChatBot.Tests.Masked;

public sealed class AskCommandTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_answer_is_printed_with_its_file_page_offsets_and_boxes()
    {
        var lease = Write("lease.pdf", "The annual rent of the workshop is 4,350 euros.");
        var library = Write("library.pdf", "The library opens at nine in the morning.");

        var (exitCode, output, errors) = await CommandLine.RunAsync("ask", "--document", library, lease, "--question", "What is the annual rent of the workshop?");

        Assert.True(exitCode == 0, errors);
        var report = JsonDocument.Parse(Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries))).RootElement;
        Assert.True(report.GetProperty("isAnswered").GetBoolean());
        var answer = report.GetProperty("answer");
        Assert.Equal("4,350 euros", answer.GetProperty("text").GetString());
        Assert.Equal(("lease.pdf", 2), (answer.GetProperty("file").GetString(), answer.GetProperty("page").GetInt32()));
        Assert.InRange(answer.GetProperty("confidence").GetDouble(), 0.5, 1);
        Assert.Equal("The annual rent of the workshop is 4,350 euros.", answer.GetProperty("context").GetString());
        var text = (await Reading.ReadAsync(lease)).Text;
        Assert.Equal("4,350 euros", text.Substring(answer.GetProperty("start").GetInt32(), answer.GetProperty("length").GetInt32()));
        var box = Assert.Single(answer.GetProperty("boxes").EnumerateArray());
        Assert.Equal(2, box.GetProperty("page").GetInt32());
        Assert.InRange(box.GetProperty("top").GetDouble(), 0.1, 0.2);
        Assert.InRange(report.GetProperty("alternatives").GetArrayLength(), 1, 3);
    }

    [Fact]
    public async Task No_answer_has_its_own_exit_code_and_a_guess()
    {
        var (exitCode, output, _) = await CommandLine.RunAsync("ask", "--document", Write("a.pdf", "The library opens at nine."), "--question", "Who painted the Sistine Chapel?");

        Assert.Equal(3, exitCode);
        var report = JsonDocument.Parse(output).RootElement;
        Assert.False(report.GetProperty("isAnswered").GetBoolean());
        Assert.False(report.TryGetProperty("answer", out _));
        Assert.True(report.TryGetProperty("guess", out _));
    }

    [Fact]
    public async Task A_document_that_cannot_be_read_is_named_and_a_model_that_is_not_there_too()
    {
        var (exitCode, output, errors) = await CommandLine.RunAsync("ask", "--document", Path.Combine(_folder.Path, "absent.pdf"), "--question", "What?");
        Assert.Equal(1, exitCode);
        Assert.Contains("absent.pdf", errors, StringComparison.Ordinal);
        Assert.Equal("Unreadable", JsonDocument.Parse(output).RootElement.GetProperty("problems")[0].GetProperty("problem").GetProperty("kind").GetString());

        (exitCode, _, errors) = await CommandLine.RunAsync("ask", "--document", Write("a.pdf", "Text."), "--question", "What?", "--model", "nobody");
        Assert.Equal(1, exitCode);
        Assert.Contains("no model of this name", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--question", "What?")]
    [InlineData("--document", "a.pdf")]
    [InlineData("--document", "a.pdf", "--question", " ")]
    [InlineData("--document", "a.pdf", "--question", "What?", "--alternatives", "many")]
    [InlineData("--document", "a.pdf", "--question", "What?", "--frobnicate")]
    public void Wrong_usage_is_told_from_right(params string[] arguments) => Assert.Null(AskArguments.Parse(arguments));

    [Fact]
    public void Documents_may_be_given_together_or_one_by_one() => Assert.Equal(
        ["a.pdf", "b.png", "c.jpg"], AskArguments.Parse(["--document", "a.pdf", "b.png", "--question", "What?", "--document", "c.jpg"])!.Documents);

    private string Write(string name, string line) =>
        _folder.Write(name, new TestPdf().Page(TestPdf.Text(72, 720, 12, "A first page.")).Page(TestPdf.Text(72, 720, 12, line)).Build());
}
