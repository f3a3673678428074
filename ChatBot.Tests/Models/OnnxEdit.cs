using System.Text;

namespace ChatBot.Tests.Models;

/// <summary>
/// Changes a real ONNX file into the same model exported another way (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto), for graphs that nobody
/// here can export: renamed or recast inputs and outputs with the nodes that make up for it.
/// </summary>
internal sealed class OnnxEdit
{
    public const int Float = 1, Int32 = 6, Int64 = 7, Float16 = 10, BFloat16 = 16;

    private const int Node = 1, Initializer = 5, Input = 11, Output = 12;
    private readonly List<Field> _model;
    private readonly List<Field> _graph;

    private OnnxEdit(byte[] file)
    {
        _model = Parse(file);
        _graph = Parse(_model.Single(field => field.Number == 7).Bytes!);
    }

    /// <summary>Changes a file in its place.</summary>
    public static void Change(string path, Action<OnnxEdit> change)
    {
        var edit = new OnnxEdit(File.ReadAllBytes(path));
        change(edit);
        edit._model[edit._model.FindIndex(field => field.Number == 7)] = new Field(7, Write(edit._graph));
        File.WriteAllBytes(path, Write(edit._model));
    }

    /// <summary>The names of all inputs.</summary>
    public List<string> Inputs => [.. Values(Input)];

    /// <summary>The names of all outputs.</summary>
    public List<string> Outputs => [.. Values(Output)];

    /// <summary>Gives an input another type; the graph goes on with the one it had.</summary>
    public void RecastInput(string name, int from, int to)
    {
        Retype(Input, name, to);
        RenameUses(name, $"{name}/recast", inputs: true);
        AddNode("Cast", [name], [$"{name}/recast"], first: true, ("to", from));
    }

    /// <summary>Gives an output another type.</summary>
    public void RecastOutput(string name, int to)
    {
        Retype(Output, name, to);
        Replace(name, "Cast", ("to", to));
    }

    /// <summary>Puts a node between an output and what computed it so far.</summary>
    public void Replace(string output, string type, params (string Name, long Value)[] attributes)
    {
        RenameUses(output, $"{output}/before", inputs: false);
        AddNode(type, [$"{output}/before"], [output], first: false, attributes);
    }

    /// <summary>Renames what a node computes and whoever reads it, an input or an output of the graph apart.</summary>
    public void RenameUses(string from, string to, bool inputs) => EachNode(node =>
    {
        for (var i = 0; i < node.Count; i++)
        {
            if (node[i].Number == (inputs ? 1 : 2) && node[i].Text == from) node[i] = new Field(node[i].Number, Encoding.UTF8.GetBytes(to));
        }
    });

    /// <summary>Renames an input or an output of the graph.</summary>
    public void Rename(string from, string to)
    {
        RenameUses(from, to, inputs: true);
        RenameUses(from, to, inputs: false);
        for (var i = 0; i < _graph.Count; i++)
        {
            if (_graph[i].Number is not (Input or Output)) continue;
            var value = Parse(_graph[i].Bytes!);
            var name = value.FindIndex(part => part.Number == 1);
            if (value[name].Text != from) continue;
            value[name] = new Field(1, Encoding.UTF8.GetBytes(to));
            _graph[i] = new Field(_graph[i].Number, Write(value));
        }
    }

    /// <summary>Adds an input [sizes], a negative one being open, or a scalar without sizes.</summary>
    public void AddInput(string name, int type, params int[] sizes) => _graph.Add(Described(Input, name, type, sizes));

    /// <summary>Adds an output [sizes], a negative one being open.</summary>
    public void AddOutput(string name, int type, params int[] sizes) => _graph.Add(Described(Output, name, type, sizes));

    /// <summary>Makes an input or an output of the graph a value within it.</summary>
    public void RemoveInterface(string name) =>
        _graph.RemoveAll(field => field.Number is Input or Output && Parse(field.Bytes!).Exists(part => part.Number == 1 && part.Text == name));

    /// <summary>Gives an input or an output of the graph other sizes, of which negative ones are open.</summary>
    public void Resize(string name, int type, params int[] sizes)
    {
        var index = _graph.FindIndex(field => field.Number is Input or Output && Parse(field.Bytes!).Exists(part => part.Number == 1 && part.Text == name));
        _graph[index] = Described(_graph[index].Number, name, type, sizes);
    }

    /// <summary>Adds a node.</summary>
    public void AddNode(string type, string[] inputs, string[] outputs, bool first, params (string Name, long Value)[] attributes)
    {
        var node = Message(type, inputs, outputs, [.. attributes.Select(attribute => new Field(5, Write(
            [new(1, Encoding.UTF8.GetBytes(attribute.Name)), new(3, attribute.Value), new(20, 2)])))]);
        _graph.Insert(first ? 0 : _graph.FindLastIndex(field => field.Number == Node) + 1, new Field(Node, Write(node)));
    }

    /// <summary>Adds whole numbers [count] as a constant at the beginning.</summary>
    public void AddConstant(string name, params long[] values) => _graph.Insert(0, new Field(Node, Write(Message("Constant", [], [name],
        [new(5, Write([new(1, "value"u8.ToArray()), new(5, Write([new(1, values.Length), new(2, Int64), .. values.Select(value => new Field(7, value))])), new(20, 4)]))]))));

    /// <summary>Sets an attribute of every node of a type.</summary>
    public void SetAttribute(string type, string name, long value) => EachNode(node =>
    {
        if (!node.Exists(field => field.Number == 4 && field.Text == type)) return;
        node.RemoveAll(field => field.Number == 5 && Parse(field.Bytes!).Exists(part => part.Number == 1 && part.Text == name));
        node.Add(new Field(5, Write([new(1, Encoding.UTF8.GetBytes(name)), new(3, value), new(20, 2)])));
    });

    /// <summary>Moves the external data of the initializers a choice is made of into another file.</summary>
    /// <param name="folder">Where the files are.</param>
    /// <param name="to">The other file's name.</param>
    /// <param name="choose">By the number of the initializer.</param>
    public void MoveWeights(string folder, string to, Func<int, bool> choose)
    {
        var count = 0;
        using var target = File.Create(Path.Combine(folder, to));
        for (var i = 0; i < _graph.Count; i++)
        {
            if (_graph[i].Number != Initializer) continue;
            var tensor = Parse(_graph[i].Bytes!);
            var entries = tensor.Where(field => field.Number == 13).Select(field => Parse(field.Bytes!)).ToDictionary(entry => entry[0].Text, entry => entry[1].Text);
            if (entries.Count == 0 || !choose(count++)) continue;
            using (var source = File.OpenRead(Path.Combine(folder, entries["location"])))
            {
                source.Position = long.Parse(entries["offset"], System.Globalization.CultureInfo.InvariantCulture);
                var bytes = new byte[int.Parse(entries["length"], System.Globalization.CultureInfo.InvariantCulture)];
                source.ReadExactly(bytes);
                entries["offset"] = target.Position.ToString(System.Globalization.CultureInfo.InvariantCulture);
                entries["location"] = to;
                target.Write(bytes);
            }

            tensor.RemoveAll(field => field.Number == 13);
            tensor.AddRange(entries.Select(entry => new Field(13, Write([new(1, Encoding.UTF8.GetBytes(entry.Key)), new(2, Encoding.UTF8.GetBytes(entry.Value))]))));
            _graph[i] = new Field(Initializer, Write(tensor));
        }
    }

    private static List<Field> Message(string type, string[] inputs, string[] outputs, Field[] attributes) =>
    [
        .. inputs.Select(name => new Field(1, Encoding.UTF8.GetBytes(name))), .. outputs.Select(name => new Field(2, Encoding.UTF8.GetBytes(name))),
        new(3, Encoding.UTF8.GetBytes($"{type} for {string.Join(' ', outputs)}")), new(4, Encoding.UTF8.GetBytes(type)), .. attributes,
    ];

    private IEnumerable<string> Values(int kind) =>
        _graph.Where(field => field.Number == kind).Select(field => Parse(field.Bytes!).Single(part => part.Number == 1).Text);

    private static Field Described(int kind, string name, int type, int[] sizes) => new(kind, Write(
    [
        new(1, Encoding.UTF8.GetBytes(name)),
        new(2, Write([new(1, Write([new(1, type), new(2, Write([.. sizes.Select((size, i) =>
            new Field(1, Write([size < 0 ? new(2, Encoding.UTF8.GetBytes($"{name}/{i}")) : new(1, size)])))]))]))])),
    ]));

    private void EachNode(Action<List<Field>> change)
    {
        for (var i = 0; i < _graph.Count; i++)
        {
            if (_graph[i].Number != Node) continue;
            var node = Parse(_graph[i].Bytes!);
            change(node);
            _graph[i] = new Field(Node, Write(node));
        }
    }

    private void Retype(int kind, string name, int type)
    {
        var index = _graph.FindIndex(field => field.Number == kind && Parse(field.Bytes!).Exists(part => part.Number == 1 && part.Text == name));
        var value = Parse(_graph[index].Bytes!);
        var whole = Parse(value.Single(part => part.Number == 2).Bytes!);
        var tensor = Parse(whole.Single(part => part.Number == 1).Bytes!);
        tensor[tensor.FindIndex(part => part.Number == 1)] = new Field(1, type);
        whole[whole.FindIndex(part => part.Number == 1)] = new Field(1, Write(tensor));
        value[value.FindIndex(part => part.Number == 2)] = new Field(2, Write(whole));
        _graph[index] = new Field(kind, Write(value));
    }

    private static List<Field> Parse(byte[] bytes)
    {
        var fields = new List<Field>();
        for (var at = 0; at < bytes.Length;)
        {
            var tag = Varint(bytes, ref at);
            switch (tag & 7)
            {
                case 0:
                    fields.Add(new Field((int)(tag >> 3), (long)Varint(bytes, ref at)));
                    break;
                case 2:
                    var length = (int)Varint(bytes, ref at);
                    fields.Add(new Field((int)(tag >> 3), bytes[at..(at + length)]));
                    at += length;
                    break;
                default:
                    fields.Add(new Field((int)(tag >> 3), bytes[at..(at + 4)]) { IsFixed = true });
                    at += 4;
                    break;
            }
        }

        return fields;
    }

    private static byte[] Write(List<Field> fields)
    {
        using var result = new MemoryStream();
        foreach (var field in fields)
        {
            Varint(result, ((ulong)field.Number << 3) | (field.Bytes is null ? 0u : field.IsFixed ? 5u : 2u));
            if (field.Bytes is null) Varint(result, (ulong)field.Value);
            else if (!field.IsFixed) Varint(result, (ulong)field.Bytes.Length);
            if (field.Bytes is not null) result.Write(field.Bytes);
        }

        return result.ToArray();
    }

    private static ulong Varint(byte[] bytes, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return value;
        }
    }

    private static void Varint(MemoryStream target, ulong value)
    {
        for (; value >= 0x80; value >>= 7) target.WriteByte((byte)(value | 0x80));
        target.WriteByte((byte)value);
    }

    /// <summary>A number, or bytes that may be a text or a message of their own.</summary>
    private sealed record Field(int Number, long Value, byte[]? Bytes)
    {
        public Field(int number, long value)
            : this(number, value, null)
        {
        }

        public Field(int number, byte[] bytes)
            : this(number, 0, bytes)
        {
        }

        public bool IsFixed { get; init; }

        public string Text => Bytes is null ? "" : Encoding.UTF8.GetString(Bytes);
    }
}
