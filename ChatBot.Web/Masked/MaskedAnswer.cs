using ChatBot.Web.Conversations;

namespace ChatBot.Web.Masked;

/// <summary>An answer that is a place in the chat's documents. Thread-safe as its base is.</summary>
public sealed class MaskedAnswer : Answer
{
    /// <summary>An answer that is going to be looked for.</summary>
    public MaskedAnswer()
    {
    }

    /// <summary>An answer that was found earlier.</summary>
    internal MaskedAnswer(Findings? findings) => Findings = findings;

    /// <summary>What was found; null until <see cref="Answer.Phase"/> is <see cref="AnswerPhase.Done"/>.</summary>
    public Findings? Findings { get; private set; }

    /// <summary>Takes what was found; called once, before the answer is finished.</summary>
    internal void Found(Findings findings)
    {
        Findings = findings;
        Append(findings.ToText());
    }
}
