using System.Runtime.InteropServices;

namespace ChatBot.Inference.Models;

/// <summary>
/// Turns off ONNX Runtime's telemetry, which from version 1.31 on keeps a database in the user's cache folder and sends what models are run on which
/// machine to its maker. Who hosts a chat of their own does not expect that.
/// </summary>
internal static partial class OnnxTelemetry
{
    private const string Switch = "ORT_DISABLE_TELEMETRY", On = "1";

    private static readonly Lazy<bool> IsOff = new(Set);

    /// <summary>To be called before ONNX Runtime is first used. Thread-safe; does nothing the second time.</summary>
    public static void TurnOff() => _ = IsOff.Value;

    private static bool Set()
    {
        // On Unix .NET keeps the environment to itself, and native code reads its own.
        if (!OperatingSystem.IsWindows()) return SetEnvironment(Switch, On, 1) == 0;
        Environment.SetEnvironmentVariable(Switch, On);
        return true;
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
