using System.Text.RegularExpressions;
using ChatBot.Inference.Tokenization;

namespace ChatBot.Inference.Generation.Thinking;

/// <summary>
/// How a model marks what it thinks before it answers: by a pair of texts, or in Harmony's channels, as gpt-oss does. Immutable and thread-safe.
/// </summary>
internal sealed partial record ThinkingFormat
{
    /// <summary>Harmony's marks (https://github.com/openai/harmony): a head with the channel's name stands before each part.</summary>
    public const string Start = "<|start|>", Channel = "<|channel|>", Message = "<|message|>", End = "<|end|>";

    /// <summary>What most models write, whether or not their vocabulary has a token for it: also the way for those that do not think.</summary>
    public static readonly ThinkingFormat Usual = new("<think>", "</think>");

    /// <summary>Those that are known by their marks, as tokens of the vocabulary or as texts of the template.</summary>
    private static readonly ThinkingFormat[] Others =
    [
        new("<|START_THINKING|>", "<|END_THINKING|>"), // Cohere
        new("<|channel>thought", "<channel|>"), // Gemma
        new("[THINK]", "[/THINK]"), // Mistral
        new("<seed:think>", "</seed:think>"), // Seed-OSS
        new("<mm:think>", "</mm:think>"), // MiniMax
        new("◁think▷", "◁/think▷"), // Kimi-VL
        new("<|open|>think<|sep|>", "<|close|>think<|sep|>", new AnswerMarks("<|open|>response<|sep|>", "<|close|>response<|sep|>")), // Kimi-K3
        new("<|think|>", End, new("<|begin|>assistant<|content|>", End), new("<|content|>", End)), // Solar Open
        new("<|inner_prefix|>", "<|inner_suffix|>"), // Apertus
        new("<thought>", "</thought>"), // EXAONE Deep
        new("<reasoning>", "</reasoning>"), // Reka
        new("Here are my reasoning steps:", "[BEGIN FINAL RESPONSE]", new AnswerMarks("", "[END FINAL RESPONSE]")), // Apriel
        new("<|begin_of_thought|>", "<|end_of_thought|>", new AnswerMarks("<|begin_of_solution|>", "<|end_of_solution|>")), // OpenThinker
        new("Here is my thought process:", "Here is my response:"), // Granite 3.2
    ];

    /// <summary>What some models, such as Granite, put around an answer behind their thinking, where their template tells of it.</summary>
    private static readonly AnswerMarks[] Wrappers = [new("<response>", "</response>"), new("<answer>", "</answer>")];

    /// <param name="opening">The text before the thinking.</param>
    /// <param name="closing">The text behind it.</param>
    /// <param name="answer">What may stand around the answer.</param>
    public ThinkingFormat(string opening, string closing, params AnswerMarks[] answer) => (Opening, Closing, Answer) = (opening, closing, answer);

    /// <summary>The text before the thinking.</summary>
    public string Opening { get; }

    /// <summary>The text behind it.</summary>
    public string Closing { get; }

    /// <summary>What may stand around the answer, and is no part of it.</summary>
    public IReadOnlyList<AnswerMarks> Answer { get; private init; }

    /// <summary>Special tokens that must be written as text, so that the marks can be seen; others are no part of an answer.</summary>
    public IReadOnlySet<int> Shown { get; private init; } = new HashSet<int>();

    /// <summary>Whether the marks around the answer are tokens, which are never part of it.</summary>
    public bool AnswerMarksAreTokens { get; private init; }

    /// <summary>Whether parts are in channels; <see cref="Opening"/> and <see cref="Closing"/> are then those of the thinking.</summary>
    public bool IsHarmony { get; private init; }

    /// <summary>The format of a model.</summary>
    /// <param name="tokenizer">Its vocabulary: marks that are tokens tell.</param>
    /// <param name="template">The source of its template: so do marks that it mentions.</param>
    /// <param name="probe">Finds marks that nobody knew before; null where there are none.</param>
    public static ThinkingFormat Of(TextTokenizer tokenizer, string template = "", Func<ThinkingFormat?>? probe = null)
    {
        string[] harmony = [Start, Channel, Message, End];
        if (harmony.All(mark => tokenizer.IdOf(mark) is not null))
            return new($"{Channel}analysis{Message}", End) { IsHarmony = true, Shown = Ids(harmony) };

        var format = Others.FirstOrDefault(other => HasTokens(other) && IsTold(other))
            ?? (IsTold(Usual) ? Usual : null)
            ?? Others.FirstOrDefault(HasTokens)
            ?? Others.FirstOrDefault(IsTold)
            ?? probe?.Invoke()
            ?? Usual;
        if (format.Answer.Count == 0)
            format = format with { Answer = [.. Wrappers.Where(marks => template.Contains(marks.Opening, StringComparison.Ordinal))] };
        return format with
        {
            Shown = Ids(Pieces(format)),
            AnswerMarksAreTokens = format.Answer.Count > 0 && format.Answer.All(marks => AreTokens(Pieces(marks.Closing))),
        };

        // An opening in plain words may be the model's own doing.
        bool IsTold(ThinkingFormat other) => template.Contains(other.Closing, StringComparison.Ordinal)
            && (template.Contains(other.Opening, StringComparison.Ordinal) || (Pieces(other.Opening).Count == 0 && Pieces(other.Closing).Count > 0));

        bool HasTokens(ThinkingFormat other) => AreTokens(Pieces(other));

        bool AreTokens(IReadOnlyCollection<string> pieces) => pieces.Count > 0 && pieces.All(piece => tokenizer.IdOf(piece) is not null);

        HashSet<int> Ids(IEnumerable<string> pieces) => [.. pieces.Select(tokenizer.IdOf).OfType<int>()];
    }

    /// <summary>Whether a prompt ends where the thinking has begun: some templates write the opening themselves.</summary>
    public bool IsOpenedBy(string prompt) => prompt.AsSpan().TrimEnd().EndsWith(Opening, StringComparison.Ordinal);

    /// <summary>What in a format's marks is in brackets, and so may be a token.</summary>
    private static List<string> Pieces(ThinkingFormat format) =>
        [.. Pieces(format.Opening), .. Pieces(format.Closing), .. format.Answer.SelectMany(marks => Pieces(marks.Opening).Concat(Pieces(marks.Closing)))];

    private static List<string> Pieces(string mark) => [.. Bracketed().Matches(mark).Select(match => match.Value)];

    [GeneratedRegex(@"<[^<>]+>|\[[^\[\]]+\]|◁[^◁▷]+▷")]
    private static partial Regex Bracketed();
}

/// <summary>What stands around an answer.</summary>
/// <param name="Opening">Before it; empty for nothing.</param>
/// <param name="Closing">Behind it.</param>
internal sealed record AnswerMarks(string Opening, string Closing);

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
