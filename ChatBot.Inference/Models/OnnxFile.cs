using System.Text;

namespace ChatBot.Inference.Models;

/// <summary>
/// What an ONNX file says of itself without its weights being loaded: its operators and the files its weights are in
/// (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto). Weights inside the file are passed over, so reading takes milliseconds.
/// </summary>
internal sealed class OnnxFile
{
    private const int ModelGraph = 7, GraphNode = 1, GraphInitializer = 5, NodeOutput = 2, NodeOperator = 4, NodeAttribute = 5, AttributeName = 1,
        AttributeInteger = 3, TensorExternalData = 13, EntryKey = 1, EntryValue = 2;

    /// <summary>The attention operators that take one buffer as past and present.</summary>
    private static readonly string[] SharingOperators = ["GroupQueryAttention", "SparseAttention"];

    private readonly HashSet<string> _operators = [];
    private readonly HashSet<string> _shareable = [];
    private readonly Dictionary<string, long> _externalFiles = [];

    private OnnxFile()
    {
    }

    /// <summary>The names of the operators in use.</summary>
    public IReadOnlySet<string> Operators => _operators;

    /// <summary>The weight files beside it and how long each must be at least, in bytes.</summary>
    public IReadOnlyDictionary<string, long> ExternalFiles => _externalFiles;

    /// <summary>
    /// The tokens that a cache must have room for from the start because attention throws away what is older (GroupQueryAttention's
    /// <c>sliding_window_cache</c>); 0 where it throws nothing away. A cache with room for all tokens loses none.
    /// </summary>
    public int WindowedCache { get; private set; }

    /// <summary>Whether past and present can be one buffer: attention writes every present itself, and nothing stands between.</summary>
    /// <param name="presents">The outputs that hold the cache.</param>
    public bool SharesCache(IEnumerable<string> presents) => presents.All(_shareable.Contains);

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
        List<string> outputs = [];
        Dictionary<string, long> attributes = [];
        var type = "";
        foreach (var (field, end) in Fields(stream, nodeEnd))
        {
            if (field == NodeOutput) outputs.Add(Text(stream, end));
            else if (field == NodeOperator) type = Text(stream, end);
            else if (field == NodeAttribute && SharingOperators.Contains(type)) ReadAttribute(stream, end, attributes);
        }

        _operators.Add(type);
        if (!SharingOperators.Contains(type)) return;
        _shareable.UnionWith(outputs);
        if (attributes.GetValueOrDefault("sliding_window_cache") != 0)
            WindowedCache = Math.Max(WindowedCache, (int)Math.Clamp(attributes.GetValueOrDefault("local_window_size"), 0, int.MaxValue));
    }

    private static void ReadAttribute(Stream stream, long attributeEnd, Dictionary<string, long> attributes)
    {
        var name = "";
        while (stream.Position < attributeEnd)
        {
            var tag = Varint(stream);
            if (tag == ((AttributeName << 3) | 2)) name = Text(stream, (long)Varint(stream) + stream.Position);
            else if (tag == AttributeInteger << 3) attributes[name] = (long)Varint(stream);
            else return;
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
