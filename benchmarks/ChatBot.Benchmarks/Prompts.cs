using ChatBot.Inference.Templates;
using ChatBot.Inference.Tokenization;
using Microsoft.Extensions.AI;

namespace ChatBot.Benchmarks;

/// <summary>
/// Questions with long answers. Each is <see cref="Length"/> tokens, and no two of them share more than the first
/// <see cref="Shared"/>, which the template writes before everything else: a cache of earlier prompts saves reading those and no others, so every
/// one costs reading <see cref="Read"/> tokens.
/// </summary>
internal static class Prompts
{
    public const int Shared = 3;

    public const int Read = 42;

    public const int Length = Shared + Read;

    private static readonly string[] Openings =
    [
        "Please", "Always", "Never", "Now", "Today", "First", "Imagine", "Let", "Remember", "When", "While", "Because", "Since", "Here", "There", "What",
        "This", "That", "Every", "Each", "Some", "Most", "Many", "All", "Being", "Having", "Given", "Using", "From", "With", "For", "As",
    ];

    public static int Count => Openings.Length;

    /// <summary>The conversation of one repetition.</summary>
    public static List<ChatMessage> Conversation(int repetition) =>
    [
        new(ChatRole.System, $"{Openings[repetition % Openings.Length]}, you are a writer who tells very long stories."),
        new(ChatRole.User, "Tell me the story of the old and lonely lighthouse keeper and the ship in the winter storm."),
    ];

    /// <summary>The tokens of each conversation, as our own engine reads them.</summary>
    /// <exception cref="InvalidOperationException">They are not as many as they should be, or they share more than they should.</exception>
    public static int[][] Tokenise()
    {
        var tokenizer = TokenizerJson.Load(Path.Combine(ShippedModel.Folder, "tokenizer.json"));
        var template = ChatTemplate.FromDirectory(ShippedModel.Folder, tokenizer);
        var prompts = Enumerable.Range(0, Count).Select(i => tokenizer.Encode(template.Render(Conversation(i)))).ToArray();
        if (prompts.FirstOrDefault(prompt => prompt.Length != Length) is { } odd)
            throw new InvalidOperationException($"The prompt \"{tokenizer.Decode(odd)}\" has {odd.Length} tokens, not {Length}.");
        return prompts.DistinctBy(prompt => prompt[Shared]).Count() == Count
            ? prompts
            : throw new InvalidOperationException($"Some prompts share more than {Shared} tokens.");
    }
}
