namespace ChatBot.Inference;

/// <summary>Where OpenTelemetry finds what this library reports.</summary>
public static class Telemetry
{
    /// <summary>
    /// The name of the meters (<c>gen_ai.server.*</c> and <c>chatbot.engine.*</c> of the engine, <c>gen_ai.client.*</c> of whoever asks it) and of the
    /// activity source with a span for each answer.
    /// </summary>
    public const string SourceName = "ChatBot.Inference";
}
