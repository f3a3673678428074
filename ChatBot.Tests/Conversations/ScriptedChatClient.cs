using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace ChatBot.Tests.Conversations;

/// <summary>
/// Plays an answer from a script, for tests of what stands around the model. A piece that begins with <see cref="Thought"/> is thought, not said. The
/// page's own tests use the real one.
/// </summary>
internal sealed class ScriptedChatClient(Func<string, IAsyncEnumerable<string>> script) : IChatClient
{
    public const char Thought = '\u0002';

    public List<IReadOnlyList<ChatMessage>> Prompts { get; } = [];

    public List<ChatOptions?> Options { get; } = [];

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var prompt = messages.ToList();
        lock (Prompts)
        {
            Prompts.Add(prompt);
            Options.Add(options);
        }

        var (count, thoughts) = (0, 0);
        await foreach (var text in script(prompt[^1].Text).WithCancellation(cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            count++;
            if (text.StartsWith(Thought)) thoughts++;
            yield return new ChatResponseUpdate(ChatRole.Assistant, [text.StartsWith(Thought) ? new TextReasoningContent(text[1..]) : new TextContent(text)]);
        }

        yield return new ChatResponseUpdate
        {
            FinishReason = ChatFinishReason.Stop,
            Contents = [new UsageContent(new UsageDetails { InputTokenCount = prompt.Count, OutputTokenCount = count, ReasoningTokenCount = thoughts })],
        };
    }

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
