namespace ChatBot.Tests.Look;

/// <summary>Whether this run draws the project's pictures anew: only where the person who runs the tests asks for it.</summary>
internal static class Pictures
{
    public const string Variable = "CHATBOT_DRAW_PICTURES";

    public static bool AreWanted => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 };
}
