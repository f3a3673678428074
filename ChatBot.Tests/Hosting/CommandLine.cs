using System.Diagnostics;
using System.Text;

namespace ChatBot.Tests.Hosting;

/// <summary>Runs the program itself as a command.</summary>
internal static class CommandLine
{
    private static string Program { get; } =
        Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "ChatBot.Web.exe" : "ChatBot.Web");

    /// <summary>Runs it to its end.</summary>
    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) => RunWithAsync(input: "", [], arguments);

    /// <summary>Runs it to its end with other programs in reach.</summary>
    /// <param name="path">The folders to look for programs in.</param>
    /// <param name="arguments">The arguments.</param>
    public static Task<(int ExitCode, string Output, string Errors)> RunInAsync(string path, params string[] arguments) =>
        RunWithAsync(input: "", new() { ["PATH"] = path }, arguments);

    /// <summary>Runs it to its end.</summary>
    /// <param name="input">What is on its standard input.</param>
    /// <param name="environment">Variables that it has beside this process's or in their place.</param>
    /// <param name="arguments">The arguments.</param>
    public static async Task<(int ExitCode, string Output, string Errors)> RunWithAsync(
        string input, Dictionary<string, string> environment, params string[] arguments)
    {
        var info = new ProcessStartInfo(Program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        // As in Reading.Patient: a busy machine may stand still for longer than a reading may.
        info.Environment["Documents__Limits__StallTime"] = "00:03:00";
        info.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));
        foreach (var (name, value) in environment) info.Environment[name] = value;

        using var process = Process.Start(info)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await errors);
    }
}
