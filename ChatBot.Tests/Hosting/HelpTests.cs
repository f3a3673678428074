using ChatBot.Tests.Documents;

namespace ChatBot.Tests.Hosting;

/// <summary>The command line, by the program itself.</summary>
public sealed class HelpTests
{
    [Theory]
    [InlineData("--help", "--urls")]
    [InlineData("-h", "extract")]
    [InlineData("help", "ask --document")]
    [InlineData("extract --help", "--languages")]
    [InlineData("ask --help", "--alternatives")]
    public async Task Help_is_printed_and_nothing_starts(string arguments, string tells)
    {
        var (exitCode, output, errors) = await CommandLine.RunAsync(arguments.Split(' '));

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.StartsWith("Usage: ChatBot.Web", output, StringComparison.Ordinal);
        Assert.Contains(tells, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_does_not_exist_is_told_with_the_usage()
    {
        var (exitCode, output, errors) = await CommandLine.RunAsync("exctract", "a.pdf");

        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains("no command “exctract”", errors, StringComparison.Ordinal);
        Assert.Contains("Usage:", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("extract --languages eng+klingon absent.pdf")]
    [InlineData("ask --document absent.pdf --question What? --languages eng+klingon")]
    public async Task Languages_that_are_not_installed_are_told_with_those_that_are(string arguments)
    {
        Reading.Need("tesseract");
        var (exitCode, output, errors) = await CommandLine.RunAsync(arguments.Split(' '));

        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains("cannot read “klingon”. Installed: ", errors, StringComparison.Ordinal);
        Assert.Matches(@"Installed: ([a-z]+, )*eng\b", errors);
        Assert.Contains("apt install tesseract-ocr-klingon", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Languages_that_are_no_codes_are_told()
    {
        Reading.Need("tesseract");
        var (exitCode, _, errors) = await CommandLine.RunAsync("extract", "--languages", "English, German", "absent.pdf");

        Assert.Equal(2, exitCode);
        Assert.Contains("such as eng+deu. Installed: ", errors, StringComparison.Ordinal);
    }
}
