using ChatBot.Inference.Templates;
using Microsoft.Extensions.AI;

namespace ChatBot.Inference.Generation.Thinking;

/// <summary>
/// Asks a template for a model's marks of thinking: it renders an answer with a thought, and what stands around the thought are the marks.
/// </summary>
internal static class ThinkingProbe
{
    private const string Thought = "probe4e1d", Answer = "probe90b7";
    private const int LongestMark = 40;

    /// <summary>The marks; null where the template leaves thoughts out, or refuses.</summary>
    public static ThinkingFormat? Find(ChatTemplate template)
    {
        ChatMessage question = new(ChatRole.User, "a");
        ChatMessage answer = new(ChatRole.Assistant, [new TextReasoningContent(Thought), new TextContent(Answer)]);
        var thinks = new Dictionary<string, object?> { ["enable_thinking"] = true, ["thinking"] = true };
        try
        {
            var prompt = template.Render([question], extras: thinks).Text;
            var text = template.Render([question, answer], addGenerationPrompt: false, thinks).Text;
            var thought = text.IndexOf(Thought, StringComparison.Ordinal);
            var said = text.IndexOf(Answer, Math.Max(0, thought), StringComparison.Ordinal);
            if (thought < 0 || said < 0) return null;

            var common = prompt.AsSpan().CommonPrefixLength(text.AsSpan(0, thought));
            var opening = text[common..thought].Trim();
            var closing = text[(thought + Thought.Length)..said].Trim();

            // The prompt may have written the opening: then it is the pair of what closes.
            if (opening.Length == 0) opening = closing.Replace("/", "", StringComparison.Ordinal);
            return IsMark(opening) && IsMark(closing) && opening != closing ? new ThinkingFormat(opening, closing) : null;
        }
        catch (TemplateException)
        {
            return null;
        }
    }

    private static bool IsMark(string text) => text.Length is > 1 and <= LongestMark && !text.Contains('\n', StringComparison.Ordinal) && !char.IsLetterOrDigit(text[0]);
}
