namespace ChatBot.Inference.Models;

/// <summary>Where each of Auto mode's models stands, the one that answers where none is asked for first.</summary>
/// <param name="all">At least one; the first is the <see cref="ModelStatus"/> of the container.</param>
public sealed class ModelStatuses(IReadOnlyList<ModelStatus> all)
{
    /// <summary>One for each model.</summary>
    public IReadOnlyList<ModelStatus> All { get; } = all;
}
