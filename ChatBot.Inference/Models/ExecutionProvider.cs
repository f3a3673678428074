namespace ChatBot.Inference.Models;

/// <summary>Where a model computes.</summary>
public enum ExecutionProvider
{
    /// <summary>CUDA where this build and this machine have it, else the processor.</summary>
    Auto,

    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>CUDA; where it cannot be had, the processor, with a warning in the log.</summary>
    Cuda,
}
