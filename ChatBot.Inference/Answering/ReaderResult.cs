namespace ChatBot.Inference.Answering;

/// <summary>What a question found.</summary>
public sealed record ReaderResult
{
    /// <summary>
    /// The best answer first, then the alternatives; places of one document never overlap. Empty only where the documents hold nothing that
    /// could be an answer, such as no text at all.
    /// </summary>
    public required IReadOnlyList<ReaderAnswer> Answers { get; init; }

    /// <summary>
    /// Whether the best answer's margin passes the model's threshold. Where it does not, the documents most likely do not answer the question,
    /// and the first of <see cref="Answers"/> is only a guess.
    /// </summary>
    public required bool IsAnswered { get; init; }

    /// <summary>Whether the question was longer than the model reads and was cut.</summary>
    public required bool QuestionWasCut { get; init; }

    /// <summary>How many passages were read.</summary>
    public required int PassagesRead { get; init; }

    /// <summary>How many passages the documents have. More than were read: the rest had fewer of the question's words.</summary>
    public required int PassagesTotal { get; init; }

    /// <summary>The best answer or guess; null where there is none at all.</summary>
    public ReaderAnswer? Best => Answers.Count > 0 ? Answers[0] : null;
}
