using ChatBot.Inference.Generation;
using ChatBot.Inference.Templates;
using ChatBot.Tests.Tokenization;
using Microsoft.Extensions.AI;

namespace ChatBot.Tests.Generation;

public sealed class ContextFitterTests
{
    private const int Limit = 400;
    private const int Reserve = Limit / 4;

    private static readonly ChatTemplate Template = ChatTemplate.FromSource(
        "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}",
        Tokenizers.Get("smollm2"));

    private static readonly ContextFitter Fitter = new(Template, Tokenizers.Get("smollm2"));

    [Fact]
    public void A_conversation_that_fits_is_left_alone()
    {
        var fitted = Fitter.Fit(Conversation(turns: 2, words: 10), Limit, wanted: null);

        Assert.Equal(0, fitted.DroppedMessages);
        Assert.StartsWith("<|im_start|>system\nBe brief.", Text(fitted), StringComparison.Ordinal);
    }

    [Property]
    public void Whole_turns_go_from_the_oldest_and_the_rest_leaves_room_for_an_answer(byte turns, byte words, byte last)
    {
        var messages = Conversation((turns % 40) + 1, (words % 60) + 1);
        messages[^1] = new(ChatRole.User, Words("last", (last % 60) + 1));

        var fitted = Fitter.Fit(messages, Limit, wanted: null);

        var kept = messages.Where((message, index) => index == 0 || index > fitted.DroppedMessages).ToList();
        Assert.Equal(Template.Render(kept).Text, Text(fitted));
        Assert.Equal(0, fitted.DroppedMessages % 2);
        Assert.True(fitted.Tokens.Length <= Limit - Reserve, $"{fitted.Tokens.Length} tokens");
        Assert.True(
            fitted.DroppedMessages == 0 || Tokenizers.Get("smollm2").Encode(Template.Render(messages)).Length > Limit - Reserve, "Dropped without need.");
    }

    [Fact]
    public void The_cut_stays_where_it_is_for_several_turns()
    {
        var cuts = Enumerable.Range(1, 60).Select(turns => Fitter.Fit(Conversation(turns, words: 8), Limit, wanted: null).DroppedMessages).ToList();

        Assert.Equal(cuts.Order(), cuts);
        var moves = cuts.Zip(cuts.Skip(1)).Count(pair => pair.First != pair.Second);
        Assert.InRange(cuts[^1] / 2.0 / moves, 3, 60);
    }

    [Fact]
    public void A_short_answer_needs_less_room()
    {
        Assert.True(DroppedInAll(wanted: 10) < DroppedInAll(wanted: null));

        static int DroppedInAll(int? wanted) =>
            Enumerable.Range(1, 20).Sum(turns => Fitter.Fit(Conversation(turns, words: 8), Limit, wanted).DroppedMessages);
    }

    [Fact]
    public void A_last_question_that_takes_the_answers_reserve_too_is_still_answered()
    {
        var messages = Conversation(turns: 3, words: 20);
        messages[^1] = new(ChatRole.User, Words("long", 330));

        var fitted = Fitter.Fit(messages, Limit, wanted: null);

        Assert.Equal(4, fitted.DroppedMessages);
        Assert.InRange(fitted.Tokens.Length, Limit - Reserve + 1, Limit - 1);
    }

    [Fact]
    public void A_last_question_that_does_not_fit_alone_is_refused_with_its_own_length()
    {
        var messages = Conversation(turns: 30, words: 20);
        messages[^1] = new(ChatRole.User, Words("long", 500));

        var refused = Assert.Throws<PromptTooLongException>(() => Fitter.Fit(messages, Limit, wanted: null));

        Assert.InRange(refused.PromptTokens, 500, 530);
        Assert.Equal(Limit, refused.ContextLength);
    }

    [Fact]
    public void An_answer_that_is_gone_on_with_stays_with_its_question_and_has_no_end()
    {
        List<ChatMessage> messages = [.. Conversation(turns: 20, words: 20), new(ChatRole.Assistant, "The beginning of <|im_end|> an")];

        var fitted = Fitter.Fit(messages, Limit, wanted: null);

        Assert.EndsWith("<|im_start|>assistant\nThe beginning of <|im_end|> an", Text(fitted), StringComparison.Ordinal);
        Assert.Contains(messages[^2].Text, Text(fitted), StringComparison.Ordinal);
        // Written by the model, the control token would have ended its turn: it is plain text here.
        Assert.Equal(Tokenizers.Get("smollm2").IdOf("<|im_start|>"), fitted.Tokens.Last(Tokenizers.Get("smollm2").IsSpecial));
    }

    private static string Text(FittedPrompt prompt) => Tokenizers.Get("smollm2").Decode(prompt.Tokens, skipSpecialTokens: false);

    private static string Words(string word, int count) => string.Join(' ', Enumerable.Repeat(word, count));

    /// <summary>A system prompt, and turns that end with an unanswered question.</summary>
    private static List<ChatMessage> Conversation(int turns, int words)
    {
        List<ChatMessage> messages = [new(ChatRole.System, "Be brief.")];
        for (var turn = 1; turn <= turns; turn++)
        {
            messages.Add(new(ChatRole.User, $"Question {turn} {Words("why", words)}"));
            if (turn < turns) messages.Add(new(ChatRole.Assistant, $"Answer {turn} {Words("so", words)}"));
        }

        return messages;
    }
}
