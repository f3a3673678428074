namespace ChatBot.Inference.Answering;

/// <summary>
/// A place in a document that may answer the question. All offsets are UTF-16 offsets into the document's text as it was given, so that
/// <c>document.Text.Substring(Start, Length) == Text</c> and the same for the context.
/// </summary>
public sealed record ReaderAnswer
{
    /// <summary>The document's <see cref="ReaderDocument.Id"/>.</summary>
    public required string DocumentId { get; init; }

    /// <summary>Which of the documents that were asked it is.</summary>
    public required int DocumentIndex { get; init; }

    /// <summary>Where the answer begins.</summary>
    public required int Start { get; init; }

    /// <summary>How long it is; at least 1.</summary>
    public required int Length { get; init; }

    /// <summary>The answer: whole words, without space or punctuation at its edges.</summary>
    public required string Text { get; init; }

    /// <summary>Where the sentence around the answer begins.</summary>
    public required int ContextStart { get; init; }

    /// <summary>How long that sentence is.</summary>
    public required int ContextLength { get; init; }

    /// <summary>The sentence around the answer as the document has it, line breaks included.</summary>
    public required string Context { get; init; }

    /// <summary>
    /// The score: start logit + end logit, less the same sum at the token that stands for "no answer". In logits; the higher the better,
    /// and comparable between documents.
    /// </summary>
    public required double Margin { get; init; }

    /// <summary>How likely the answer is right, 0 to 1: the margin through the model's fitted logistic curve.</summary>
    public required double Confidence { get; init; }
}
