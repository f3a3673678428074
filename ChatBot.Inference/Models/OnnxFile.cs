using System.Text;

namespace ChatBot.Inference.Models;

/// <summary>
/// What an ONNX file says of itself without its weights being loaded: its operators and the files its weights are in
/// (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto). Weights inside the file are passed over, so reading takes milliseconds.
/// </summary>
internal sealed class OnnxFile
{
    private const int ModelGraph = 7, GraphNode = 1, GraphInitializer = 5, NodeOperator = 4, TensorExternalData = 13, EntryKey = 1, EntryValue = 2;

    private readonly HashSet<string> _operators = [];
    private readonly Dictionary<string, long> _externalFiles = [];

    private OnnxFile()
    {
    }

    /// <summary>The names of the operators in use.</summary>
    public IReadOnlySet<string> Operators => _operators;

    /// <summary>The weight files beside it and how long each must be at least, in bytes.</summary>
    public IReadOnlyDictionary<string, long> ExternalFiles => _externalFiles;

    /// <summary>Reads the structure of a file.</summary>
    /// <exception cref="InvalidDataException">It is no ONNX model, or it ends too early.</exception>
    public static OnnxFile Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 64 << 10);
        var file = new OnnxFile();
        var graphs = 0;
        foreach (var (field, end) in Fields(stream, stream.Length))
        {
            if (field != ModelGraph) continue;
            graphs++;
            file.ReadGraph(stream, end);
        }

        return graphs == 1 ? file : throw new InvalidDataException("It holds no graph.");
    }

    private void ReadGraph(Stream stream, long graphEnd)
    {
        foreach (var (field, end) in Fields(stream, graphEnd))
        {
            if (field == GraphInitializer) ReadInitializer(stream, end);
            else if (field == GraphNode) ReadNode(stream, end);
        }
    }

    private void ReadNode(Stream stream, long nodeEnd)
    {
        foreach (var (field, end) in Fields(stream, nodeEnd))
        {
            if (field == NodeOperator) _operators.Add(Text(stream, end));
        }
    }

    private void ReadInitializer(Stream stream, long tensorEnd)
    {
        string location = "";
        long offset = 0, length = 0;
        foreach (var (field, end) in Fields(stream, tensorEnd))
        {
            if (field != TensorExternalData) continue;
            string key = "", value = "";
            foreach (var (entryField, entryEnd) in Fields(stream, end))
            {
                if (entryField == EntryKey) key = Text(stream, entryEnd);
                else if (entryField == EntryValue) value = Text(stream, entryEnd);
            }

            if (key == "location") location = value;
            else if (key == "offset") _ = long.TryParse(value, out offset);
            else if (key == "length") _ = long.TryParse(value, out length);
        }

        if (location.Length > 0) _externalFiles[location] = Math.Max(_externalFiles.GetValueOrDefault(location), offset + length);
    }

    /// <summary>
    /// The length-delimited fields up to <paramref name="messageEnd"/>, with the stream at the beginning of each; others are passed over. The
    /// consumer may read a field or leave it.
    /// </summary>
    private static IEnumerable<(int Field, long End)> Fields(Stream stream, long messageEnd)
    {
        while (stream.Position < messageEnd)
        {
            var tag = Varint(stream);
            switch (tag & 7)
            {
                case 0:
                    Varint(stream);
                    break;
                case 1:
                    stream.Seek(8, SeekOrigin.Current);
                    break;
                case 5:
                    stream.Seek(4, SeekOrigin.Current);
                    break;
                case 2:
                    var length = (long)Varint(stream);
                    var end = stream.Position + length;
                    if (length < 0 || end > messageEnd) throw new InvalidDataException("It ends too early.");
                    yield return ((int)(tag >> 3), end);
                    if (stream.Position != end) stream.Seek(end, SeekOrigin.Begin);
                    break;
                default:
                    throw new InvalidDataException("It is not an ONNX model.");
            }
        }
    }

    private static ulong Varint(Stream stream)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = stream.ReadByte();
            if (next < 0) throw new InvalidDataException("It ends too early.");
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return value;
        }

        throw new InvalidDataException("It is not an ONNX model.");
    }

    private static string Text(Stream stream, long end)
    {
        const int longest = 4096;
        var length = end - stream.Position;
        if (length > longest) throw new InvalidDataException("It is not an ONNX model.");
        Span<byte> bytes = stackalloc byte[(int)length];
        stream.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }
}
