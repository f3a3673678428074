namespace ChatBot.Tests.Models;

public sealed class OnnxTelemetryTests
{
    [Fact]
    public void Nothing_is_noted_for_the_makers_of_the_runtime()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The system tells which files are open on Linux.");
        using var decoder = TestModels.OpenDecoder(TestModels.Tiny("llama"));

        // Where the telemetry runs, its database is open from the first session on.
        var open = Directory.GetFiles("/proc/self/fd").Select(link => new FileInfo(link).LinkTarget ?? "").ToList();

        Assert.Contains(open, file => file.Length > 0);
        Assert.DoesNotContain(open, file => file.Contains("onnxruntime.db", StringComparison.Ordinal));
    }
}
