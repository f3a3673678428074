using ChatBot.Inference.Models;
using FsCheck;

namespace ChatBot.Tests.Models;

public sealed class OnnxFileTests
{
    [Fact]
    public void The_shipped_decoder_names_its_operators_and_both_weight_files()
    {
        var file = OnnxFile.Read(Path.Combine(TestModels.Shipped, "model.onnx"));

        Assert.Superset(new HashSet<string> { "MatMulNBits", "GroupQueryAttention", "GatherBlockQuantized" }, file.Operators.ToHashSet());
        Assert.Equal(["weights-0.data", "weights-1.data"], file.ExternalFiles.Keys.Order());
        foreach (var (name, length) in file.ExternalFiles)
            Assert.InRange(length, 1, new FileInfo(Path.Combine(TestModels.Shipped, name)).Length);
    }

    [Property]
    public bool Any_bytes_are_read_or_refused_as_damaged(byte[] bytes)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "model.onnx");
        File.WriteAllBytes(path, bytes);
        return ReadsOrRefuses(path);
    }

    [Property(MaxTest = 200)]
    public bool A_model_with_any_byte_changed_is_read_or_refused_as_damaged(PositiveInt position, byte value)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "model.onnx");
        var bytes = File.ReadAllBytes(Path.Combine(TestModels.Tiny("llama"), "model.onnx"));
        bytes[position.Get * 37 % bytes.Length] = value;
        File.WriteAllBytes(path, bytes);
        return ReadsOrRefuses(path);
    }

    private static bool ReadsOrRefuses(string path)
    {
        try
        {
            OnnxFile.Read(path);
            return true;
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }
}
