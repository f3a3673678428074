namespace ChatBot.Inference.Kernels.Interop;

/// <summary>The memory and the shape of one of ONNX Runtime's tensors, good as long as ONNX Runtime keeps it: during a run, or while a session is made.</summary>
internal unsafe struct OrtTensor
{
    /// <summary>The most dimensions that are read.</summary>
    public const int MostDimensions = 8;

    /// <summary>The sizes, outermost first.</summary>
    public fixed long Dimensions[MostDimensions];

    /// <summary>The first element.</summary>
    public void* Data;

    /// <summary>How many dimensions it has.</summary>
    public int Rank;
}
