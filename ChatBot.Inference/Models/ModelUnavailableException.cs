namespace ChatBot.Inference.Models;

/// <summary>Thrown when a model is asked for an answer but could not be loaded. The message can be shown to a user.</summary>
/// <param name="problem">What is wrong and how to mend it.</param>
/// <param name="inner">The failure underneath, where there was one.</param>
public sealed class ModelUnavailableException(ModelProblem problem, Exception? inner = null)
    : Exception(problem.ToString(), inner)
{
    /// <summary>What is wrong and how to mend it.</summary>
    public ModelProblem Problem { get; } = problem;
}
