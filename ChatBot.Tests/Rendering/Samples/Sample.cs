namespace ChatBot.Tests.Rendering.Samples;

/// <summary>A document as a model might write it.</summary>
/// <param name="Name">What is in it.</param>
/// <param name="Text">The Markdown.</param>
internal sealed record Sample(string Name, string Text)
{
    public static IReadOnlyList<Sample> All { get; } = [.. ProseSamples.All, .. ListSamples.All, .. CodeSamples.All, .. MathSamples.All];

    public static Sample Named(string name) => All.Single(sample => sample.Name == name);
}
