using ChatBot.Inference.Tokenization;

namespace ChatBot.Inference.Generation.Thinking;

/// <summary>
/// How a model marks what it thinks before it answers: by a pair of texts, or in Harmony's channels, as gpt-oss does. Immutable and thread-safe.
/// </summary>
internal sealed class ThinkingFormat
{
    /// <summary>Harmony's marks (https://github.com/openai/harmony): a head with the channel's name stands before each part.</summary>
    public const string Start = "<|start|>", Channel = "<|channel|>", Message = "<|message|>", End = "<|end|>";

    /// <summary>What most models write, whether or not their vocabulary has a token for it: also the way for those that do not think.</summary>
    public static readonly ThinkingFormat Usual = new("<think>", "</think>");

    private static readonly ThinkingFormat[] Others =
    [
        new("<|START_THINKING|>", "<|END_THINKING|>"),
        new("<|channel>thought", "<channel|>"),
        new("[THINK]", "[/THINK]"),
        new("<seed:think>", "</seed:think>"),
        new("◁think▷", "◁/think▷"),
    ];

    private ThinkingFormat(string open, string close, IReadOnlySet<int>? shown = null, bool isHarmony = false) =>
        (Opening, Closing, Shown, IsHarmony) = (open, close, shown ?? new HashSet<int>(), isHarmony);

    /// <summary>The text before the thinking.</summary>
    public string Opening { get; }

    /// <summary>The text behind it.</summary>
    public string Closing { get; }

    /// <summary>Special tokens that must be written as text, so that the marks can be seen; others are no part of an answer.</summary>
    public IReadOnlySet<int> Shown { get; }

    /// <summary>Whether parts are in channels; <see cref="Opening"/> and <see cref="Closing"/> are then those of the thinking.</summary>
    public bool IsHarmony { get; }

    /// <summary>The format of the marks that a vocabulary has tokens for.</summary>
    public static ThinkingFormat Of(TextTokenizer tokenizer)
    {
        string[] harmony = [Start, Channel, Message, End];
        if (harmony.All(mark => tokenizer.IdOf(mark) is not null))
            return new($"{Channel}analysis{Message}", End, Ids(harmony), isHarmony: true);
        var format = Others.FirstOrDefault(other => tokenizer.IdOf(Token(other.Opening)) is not null && tokenizer.IdOf(other.Closing) is not null) ?? Usual;
        return new(format.Opening, format.Closing, Ids([Token(format.Opening), format.Closing]));

        // A name may stand behind the token.
        static string Token(string opening) => opening.EndsWith("thought", StringComparison.Ordinal) ? opening[..^"thought".Length] : opening;

        HashSet<int> Ids(string[] marks) => [.. marks.Select(tokenizer.IdOf).OfType<int>()];
    }

    /// <summary>Whether a prompt ends where the thinking has begun: some templates write the opening themselves.</summary>
    public bool IsOpenedBy(string prompt) => prompt.AsSpan().TrimEnd().EndsWith(Opening, StringComparison.Ordinal);
}

/// <summary>Where an answer begins.</summary>
internal enum ThinkingStart
{
    /// <summary>Before the first word: the model may think first.</summary>
    Open,

    /// <summary>In the thinking, which the prompt has opened.</summary>
    Inside,

    /// <summary>In the midst of a thinking that is gone on with.</summary>
    Amid,

    /// <summary>In the answer proper, which is gone on with.</summary>
    Behind,
}
