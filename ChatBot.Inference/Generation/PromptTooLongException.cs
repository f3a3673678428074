namespace ChatBot.Inference.Generation;

/// <summary>
/// Thrown when a question, with the system prompt, leaves the model no room to answer even without the conversation before it. The message can be shown
/// to a user.
/// </summary>
/// <param name="promptTokens">The question's tokens, those of the system prompt included.</param>
/// <param name="contextLength">The most the model can read and write together.</param>
public sealed class PromptTooLongException(int promptTokens, int contextLength) : Exception(
    FormattableString.Invariant(
        $"This message is {promptTokens:N0} tokens long, and the model can hold {contextLength:N0} together with its answer."))
{
    /// <summary>The question's tokens, those of the system prompt included.</summary>
    public int PromptTokens { get; } = promptTokens;

    /// <summary>The most tokens the model can read and write together.</summary>
    public int ContextLength { get; } = contextLength;
}
