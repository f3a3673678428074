using System.Buffers;

namespace ChatBot.Inference.Models;

/// <summary>
/// Reads a model's files once from disk into the system's page cache, so that the session, which reports no progress, then opens
/// them without waiting for the disk.
/// </summary>
internal static class WeightsReader
{
    private const int Block = 4 << 20;

    /// <summary>Reads a graph and its weights to their end, and no other variant that lies beside them.</summary>
    /// <param name="onnx">The graph's file.</param>
    /// <param name="progress">Told the fraction read, 0 to 1.</param>
    /// <param name="cancellation">Stops between two blocks.</param>
    public static void Read(string onnx, IProgress<double> progress, CancellationToken cancellation)
    {
        var directory = Path.GetDirectoryName(onnx)!;
        FileInfo[] files = [new(onnx), .. OnnxFile.Read(onnx).ExternalFiles.Keys.Select(file => new FileInfo(Path.Combine(directory, file)))];
        long total = Math.Max(1, files.Sum(file => file.Length)), read = 0;
        var buffer = ArrayPool<byte>.Shared.Rent(Block);
        try
        {
            foreach (var file in files)
            {
                using var handle = File.OpenHandle(file.FullName, options: FileOptions.SequentialScan);
                for (long at = 0; at < file.Length;)
                {
                    cancellation.ThrowIfCancellationRequested();
                    var count = RandomAccess.Read(handle, buffer, at);
                    if (count == 0) break;
                    at += count;
                    progress.Report((read += count) / (double)total);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
