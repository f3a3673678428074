using ChatBot.Inference.Models;
using ChatBot.Inference.Templates;
using ChatBot.Inference.Tokenization;
using Microsoft.Extensions.AI;

namespace ChatBot.Inference.Generation;

/// <summary>
/// The tokens that end an answer: those of the configuration and of <c>generation_config.json</c>, and the one with which the template closes an
/// assistant's turn. (Some exports name only the end of text, and would go on to write the user's next turn.) Where no file names any, the end token of
/// <c>tokenizer_config.json</c>.
/// </summary>
internal static class EndTokens
{
    private const string Probe = "probe";

    /// <exception cref="InvalidDataException">No file says what ends an answer: it would never end by itself.</exception>
    /// <exception cref="System.Text.Json.JsonException"><c>generation_config.json</c> is damaged.</exception>
    public static IReadOnlySet<int> Find(string directory, GenAiConfig config, TextTokenizer tokenizer, ChatTemplate template)
    {
        var ends = new HashSet<int>(config.Model.EosTokenId);
        ends.UnionWith(TransformersConfig.GenerationEndTokens(directory));
        if (TokenAfterAnswer(tokenizer, template) is { } id) ends.Add(id);
        if (ends.Count == 0 && template.EndOfText is { } text && tokenizer.IdOf(text) is { } end) ends.Add(end);
        return ends.Count > 0 ? ends : throw new InvalidDataException("It names no eos_token_id, and no other file tells what ends an answer.");
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
