using System.Diagnostics;
using System.Globalization;
using System.Text;
using ChatBot.Web.Documents.Tools;

namespace ChatBot.Web.Documents.Extraction;

/// <summary>How to start this program again as the reading process.</summary>
internal static class WorkerProgram
{
    /// <summary>What to start, with pipes on all standard streams and a managed heap of at most half of the memory limit.</summary>
    public static ProcessStartInfo StartInfo(DocumentLimits limits)
    {
        var info = new ProcessStartInfo
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        var assembly = typeof(WorkerProgram).Assembly.Location;
        var host = assembly.Length == 0 ? null : Path.ChangeExtension(assembly, OperatingSystem.IsWindows() ? ".exe" : null);
        if (assembly.Length == 0)
        {
            info.FileName = Environment.ProcessPath!; // published as a single file
        }
        else if (File.Exists(host))
        {
            info.FileName = host;
        }
        else
        {
            info.FileName = ToolPath.Find("dotnet") ?? Environment.ProcessPath!;
            info.ArgumentList.Add(assembly);
        }

        info.ArgumentList.Add(ExtractionWorker.Verb);
        ChildEnvironment.Restrict(info.Environment);
        info.Environment["DOTNET_GCHeapHardLimit"] = (limits.MemoryBytes / 2).ToString("X", CultureInfo.InvariantCulture);
        info.Environment["DOTNET_gcServer"] = "0";
        info.Environment["DOTNET_gcConcurrent"] = "0";
        info.Environment["DOTNET_TieredPGO"] = "0"; // it never lives long enough to profit
        info.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        return info;
    }
}
