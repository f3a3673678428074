namespace ChatBot.Inference.Generation;

/// <summary>Thrown when a conversation leaves the model no room to answer. The message can be shown to a user.</summary>
/// <param name="promptTokens">The conversation's tokens.</param>
/// <param name="contextLength">The most the model can read and write together.</param>
public sealed class PromptTooLongException(int promptTokens, int contextLength) : Exception(
    FormattableString.Invariant(
        $"This conversation is {promptTokens:N0} tokens long, and the model can hold {contextLength:N0} together with its answer."))
{
    /// <summary>The conversation's tokens.</summary>
    public int PromptTokens { get; } = promptTokens;

    /// <summary>The most tokens the model can read and write together.</summary>
    public int ContextLength { get; } = contextLength;
}
