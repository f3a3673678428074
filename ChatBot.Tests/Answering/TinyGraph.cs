using System.Text;

namespace ChatBot.Tests.Answering;

/// <summary>
/// Writes ONNX files of question-answering graphs that only pass their inputs on, to show how a graph's inputs are filled
/// (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).
/// </summary>
internal static class TinyGraph
{
    public const int Float = 1, Int32 = 6, Int64 = 7, Float16 = 10;

    /// <summary>The input ids come out as start logits, another input as end logits.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="idType">The type of all inputs.</param>
    /// <param name="logitsType">The type of both outputs.</param>
    /// <param name="inputs">All inputs, input ids first.</param>
    /// <param name="endFrom">The input that comes out as end logits.</param>
    /// <param name="batch">A fixed batch size, or null.</param>
    /// <param name="length">A fixed length, or null.</param>
    public static void Write(string path, int idType, int logitsType, string[] inputs, string endFrom, int? batch = null, int? length = null)
    {
        byte[] graph =
        [
            .. Node(inputs[0], "start_logits", logitsType), .. Node(endFrom, "end_logits", logitsType), .. Text(2, "tiny"),
            .. inputs.SelectMany(name => Message(11, Tensor(name, idType, batch, length))),
            .. new[] { "start_logits", "end_logits" }.SelectMany(name => Message(12, Tensor(name, logitsType, batch, length))),
        ];
        File.WriteAllBytes(path, [.. Number(1, 8), .. Message(7, graph), .. Message(8, [.. Text(1, ""), .. Number(2, 17)])]);
    }

    private static byte[] Node(string from, string to, int type) =>
        Message(1, [.. Text(1, from), .. Text(2, to), .. Text(4, "Cast"), .. Message(5, [.. Text(1, "to"), .. Number(3, type), .. Number(20, 2)])]);

    private static byte[] Tensor(string name, int type, int? batch, int? length) =>
        [.. Text(1, name), .. Message(2, Message(1, [.. Number(1, type), .. Message(2, [.. Dimension("batch", batch), .. Dimension("length", length)])]))];

    private static byte[] Dimension(string name, int? size) => Message(1, size is { } fixedSize ? Number(1, fixedSize) : Text(2, name));

    private static byte[] Text(int field, string text) => Message(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Message(int field, byte[] content) => [.. Varint((field << 3) | 2), .. Varint(content.Length), .. content];

    private static byte[] Number(int field, int value) => [.. Varint(field << 3), .. Varint(value)];

    private static byte[] Varint(int value)
    {
        List<byte> bytes = [];
        for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
        return [.. bytes, (byte)value];
    }
}
