using ChatBot.Inference.Models;
using ChatBot.Inference.Templates;
using ChatBot.Inference.Tokenization;
using Microsoft.Extensions.AI;

namespace ChatBot.Inference.Generation;

/// <summary>
/// The tokens that end an answer: those of the configuration, and the one with which the template closes an assistant's turn. (Some exports name only
/// the end of text, and would go on to write the user's next turn.)
/// </summary>
internal static class EndTokens
{
    private const string Probe = "probe";

    public static IReadOnlySet<int> Find(GenAiConfig config, TextTokenizer tokenizer, ChatTemplate template)
    {
        var ends = new HashSet<int>(config.Model.EosTokenId);
        if (TokenAfterAnswer(tokenizer, template) is { } id) ends.Add(id);
        return ends;
    }

    private static int? TokenAfterAnswer(TextTokenizer tokenizer, ChatTemplate template)
    {
        try
        {
            var text = template.Render([new(ChatRole.User, "?"), new(ChatRole.Assistant, Probe)], addGenerationPrompt: false).Text;
            var after = text.LastIndexOf(Probe, StringComparison.Ordinal) + Probe.Length;
            var first = tokenizer.Encode(text[after..].TrimStart()).Cast<int?>().FirstOrDefault();
            return first is { } id && tokenizer.IsSpecial(id) ? id : null;
        }
        catch (TemplateException)
        {
            return null;
        }
    }
}
