namespace ChatBot.Inference.Models;

/// <summary>Where a model stands between the start of the program and its first answer.</summary>
public abstract record ModelState
{
    private ModelState()
    {
    }

    /// <summary>The model is being read from disk.</summary>
    /// <param name="Name">The model's folder name; empty while it is still being chosen.</param>
    /// <param name="Stage">What is being done, in words a user understands, such as "Reading 147 MB of weights".</param>
    /// <param name="Fraction">How far it is, 0 to 1, an estimate.</param>
    public sealed record Loading(string Name, ModelText Stage, double Fraction) : ModelState;

    /// <summary>The model answers.</summary>
    /// <param name="Name">The model's folder name.</param>
    /// <param name="Description">One line about it: family, size, precision and where it runs, such as "llama, 147 MB, 8-bit, CPU".</param>
    /// <param name="ContextLength">The most tokens a conversation and its answer may have together.</param>
    public sealed record Ready(string Name, string Description, int ContextLength) : ModelState;

    /// <summary>No model can answer.</summary>
    /// <param name="Problems">Why, one entry for each directory that was tried or for the folder of models itself; never empty.</param>
    public sealed record Unavailable(IReadOnlyList<ModelProblem> Problems) : ModelState;
}
