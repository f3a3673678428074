namespace ChatBot.Inference.Templates;

/// <summary>
/// A chat template cannot be parsed or rendered, or refuses the conversation. The message is the template's own where it gave
/// one, such as "System role not supported".
/// </summary>
public sealed class TemplateException : Exception
{
    /// <summary>Creates an exception without a reason; prefer one of the others.</summary>
    public TemplateException()
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">What is wrong.</param>
    public TemplateException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with the failure underneath.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="inner">The failure underneath.</param>
    public TemplateException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Whether the template itself refused, by <c>raise_exception</c>, rather than failed.</summary>
    public bool IsRefusal { get; init; }
}
