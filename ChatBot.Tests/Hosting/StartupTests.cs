using ChatBot.Tests.Documents;

namespace ChatBot.Tests.Hosting;

/// <summary>What whoever starts the server is told where it cannot start.</summary>
public sealed class StartupTests
{
    [Theory]
    [InlineData("URLS")]
    [InlineData("ASPNETCORE_URLS")]
    public async Task Where_to_listen_can_be_said_in_the_environment(string variable)
    {
        using var folder = new TestFolder();
        var (exitCode, _, errors) = await CommandLine.RunWithAsync(
            input: "", new() { [variable] = "no address" }, "--Data:Folder", folder.Path, "--Inference:ModelsFolder", folder.Path);

        Assert.Equal(1, exitCode);
        Assert.Contains("“no address” is no address to listen on", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("“nonsense” is no address", "--urls", "nonsense")]
    [InlineData("“http://127.0.0.1:99999” is no address", "--urls", "http://127.0.0.1:0;http://127.0.0.1:99999")]
    [InlineData("“ftp://127.0.0.1” is no address", "--urls", "ftp://127.0.0.1")]
    [InlineData("cannot listen where it was told to", "--urls", "http://192.0.2.1:5099")]
    [InlineData("Inference:Threads", "--Inference:Threads", "many")]
    [InlineData("Threads", "--Inference:Threads", "-1")]
    [InlineData("OcrTime", "--Documents:Limits:OcrTime", "00:00:00")]
    [InlineData("cannot be made", "--Data:Folder", "/dev/null/data")]
    public async Task What_is_wrong_with_a_setting_is_said_in_a_sentence(string reason, string setting, string value)
    {
        using var folder = new TestFolder();
        var (exitCode, output, errors) = await CommandLine.RunAsync(
            "--Data:Folder", folder.Path, "--Inference:ModelsFolder", folder.Path, "--urls", "http://127.0.0.1:0", setting, value);

        Assert.Equal(1, exitCode);
        Assert.Contains("ChatBot cannot start: ", errors, StringComparison.Ordinal);
        Assert.Contains(reason, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output + errors, StringComparison.Ordinal);
    }
}
