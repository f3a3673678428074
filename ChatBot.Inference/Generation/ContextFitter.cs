using ChatBot.Inference.Generation.Thinking;
using ChatBot.Inference.Templates;
using ChatBot.Inference.Tokenization;
using Microsoft.Extensions.AI;

namespace ChatBot.Inference.Generation;

/// <summary>A conversation as the model reads it.</summary>
/// <param name="Tokens">The rendered prompt.</param>
/// <param name="DroppedMessages">How many of the oldest messages are not in it, because the context was full.</param>
/// <param name="Start">Where what the model writes next begins.</param>
internal sealed record FittedPrompt(int[] Tokens, int DroppedMessages, ThinkingStart Start = ThinkingStart.Open);

/// <summary>
/// Makes a conversation fit the context: where it leaves too little room for an answer, the oldest turns go. System messages and the last turn always
/// stay, and turns go whole. Immutable and thread-safe.
/// </summary>
/// <remarks>
/// Turns go in steps of a quarter of the context rather than one by one: every cut changes all that follows it, so that nothing behind it is in the
/// cache any more. The cut depends only on the conversation, and moves only when a step is full.
/// </remarks>
internal sealed class ContextFitter
{
    private const int MostReserved = 2048;
    private readonly ChatTemplate _template;
    private readonly TextTokenizer _tokenizer;
    private readonly int _overhead;

    public ContextFitter(ChatTemplate template, TextTokenizer tokenizer)
    {
        (_template, _tokenizer) = (template, tokenizer);
        Thinking = ThinkingFormat.Of(tokenizer, template.Source, () => ThinkingProbe.Find(template));
        _overhead = MeasureOverhead();
    }

    /// <summary>How the model marks its thinking.</summary>
    public ThinkingFormat Thinking { get; }

    /// <summary>Renders the conversation, or what of it fits.</summary>
    /// <param name="messages">The conversation; a last message of the assistant is one to continue.</param>
    /// <param name="limit">The most tokens of prompt and answer together.</param>
    /// <param name="wanted">The most tokens the answer may have; null for as many as there is room for.</param>
    /// <param name="extras">Further variables of the template.</param>
    /// <exception cref="PromptTooLongException">What always stays is too long alone.</exception>
    /// <exception cref="TemplateException">The template refuses the conversation.</exception>
    public FittedPrompt Fit(
        IReadOnlyList<ChatMessage> messages, int limit, int? wanted, IReadOnlyDictionary<string, object?>? extras = null)
    {
        var room = limit - Math.Clamp(wanted ?? int.MaxValue, 1, Math.Clamp(limit / 4, 1, MostReserved));
        var (tokens, start) = Render(messages, extras);
        if (tokens.Length <= room) return new FittedPrompt(tokens, 0, start);

        var starts = TurnStarts(messages);
        var costs = Costs(messages, starts);
        var step = Math.Max(1, limit / 4);
        var surplus = Math.Max(1, messages.Where(IsSystem).Sum(Cost) + costs.Sum() - room);
        for (var goal = (surplus + step - 1) / step * step; ; goal += step)
        {
            var cut = CutAt(costs, goal);
            if (cut == 0) break;
            var rest = messages.Where((message, index) => IsSystem(message) || index >= starts[cut]).ToList();
            (tokens, start) = Render(rest, extras);
            var isLastAlone = cut == starts.Count - 1;
            if (tokens.Length <= room || (isLastAlone && tokens.Length < limit)) return new FittedPrompt(tokens, messages.Count - rest.Count, start);
            if (isLastAlone) break;
        }

        return tokens.Length < limit ? new FittedPrompt(tokens, 0, start) : throw new PromptTooLongException(tokens.Length, limit);
    }

    private static bool IsSystem(ChatMessage message) => message.Role == ChatRole.System;

    /// <summary>
    /// Where the turns begin: a turn is a question and all that answers it, and what comes before the first question belongs to the first.
    /// </summary>
    private static List<int> TurnStarts(IReadOnlyList<ChatMessage> messages)
    {
        List<int> starts = [0];
        var asked = false;
        for (var index = 0; index < messages.Count; index++)
        {
            if (messages[index].Role != ChatRole.User) continue;
            if (asked) starts.Add(index);
            asked = true;
        }

        return starts;
    }

    /// <summary>How many turns must go so that at least <paramref name="goal"/> tokens do; all but the last at most.</summary>
    private static int CutAt(List<int> costs, int goal)
    {
        var cut = 0;
        for (var gone = 0; cut < costs.Count - 1 && gone < goal; cut++) gone += costs[cut];
        return cut;
    }

    /// <summary>The tokens of each turn, system messages apart.</summary>
    private List<int> Costs(IReadOnlyList<ChatMessage> messages, List<int> starts)
    {
        var costs = new int[starts.Count];
        for (int index = 0, turn = 0; index < messages.Count; index++)
        {
            if (turn + 1 < starts.Count && index == starts[turn + 1]) turn++;
            if (!IsSystem(messages[index])) costs[turn] += Cost(messages[index]);
        }

        return [.. costs];
    }

    private (int[] Tokens, ThinkingStart Start) Render(IReadOnlyList<ChatMessage> messages, IReadOnlyDictionary<string, object?>? extras)
    {
        if (messages is not [.., { Role: var role } last] || role != ChatRole.Assistant)
        {
            var prompt = _template.Render(messages, extras: extras);
            return (_tokenizer.Encode(prompt), Thinking.IsOpenedBy(prompt.Text) ? ThinkingStart.Inside : ThinkingStart.Open);
        }

        var thought = string.Concat(last.Contents.OfType<TextReasoningContent>().Select(content => content.Text));
        return last.Text.Length == 0 && thought.Length > 0
            ? (_tokenizer.Encode(Amid(_template.Render(messages.Take(messages.Count - 1), extras: extras), thought)), ThinkingStart.Amid)
            : (_tokenizer.Encode(_template.RenderContinuation(messages, extras)), ThinkingStart.Behind);
    }

    /// <summary>A prompt that ends in the midst of a thinking. No template writes an answer without an end to it.</summary>
    private Prompt Amid(Prompt prompt, string thought)
    {
        var before = Thinking.IsOpenedBy(prompt.Text) ? prompt.Text : $"{prompt.Text}{Thinking.Opening}{(Thinking.IsHarmony ? "" : "\n")}";
        var breaks = _tokenizer.BreaksOf(thought, token => token.Special).Select(at => at + before.Length);
        return new Prompt(before + thought, [.. prompt.Breaks, .. breaks]);
    }

    /// <summary>An estimate that depends on nothing but the message, so that the cut stays where it is.</summary>
    private int Cost(ChatMessage message) => _tokenizer.Encode(message.Text).Length + _overhead;

    /// <summary>What the template adds to a message.</summary>
    private int MeasureOverhead()
    {
        const int usual = 6;
        try
        {
            ChatMessage question = new(ChatRole.User, "a"), answer = new(ChatRole.Assistant, "b");
            var added = Render([question, answer, question], null).Tokens.Length - Render([question], null).Tokens.Length;
            return Math.Max(0, (added / 2) - 1);
        }
        catch (TemplateException)
        {
            return usual;
        }
    }
}
