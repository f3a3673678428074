using ChatBot.Inference.Generation;
using ChatBot.Inference.Generation.Thinking;
using ChatBot.Inference.Templates;
using ChatBot.Inference.Tokenization;
using ChatBot.Tests.Tokenization;
using Microsoft.Extensions.AI;

namespace ChatBot.Tests.Generation.Thinking;

/// <summary>From the prompt to the updates, with tokens that the test chooses.</summary>
public sealed class ThinkingAnswerTests
{
    private const string Turns = "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}";
    private const string Opening = Turns + "{% if add_generation_prompt %}<|im_start|>assistant\n<think>\n{% endif %}";
    private const string Plain = Turns + "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

    [Fact]
    public async Task A_stop_text_ends_the_answer_but_not_the_thinking()
    {
        var updates = await WriteAsync("<think>\nI end with §.\n</think>\n\nParis.§ More", ThinkingStart.Open, "§");

        Assert.Equal("I end with §.", string.Concat(updates.Select(update => update.Thought)));
        Assert.Equal("Paris.", string.Concat(updates.Select(update => update.Text)));
        Assert.True(updates.FindIndex(update => update.Text.Length > 0) > updates.FindLastIndex(update => update.Thought.Length > 0));
    }

    [Theory]
    [InlineData("<think>\nFrance: Paris.\n</think>\n\n", "Paris.", "Open")]
    [InlineData("France: Paris.\n</think>\n\n", "Paris.", "Inside")]
    [InlineData("<think>\nFrance, whose", "", "Open")]
    [InlineData("", "Paris is <think> in </think> France.", "Open")]
    [InlineData("", " and so on.", "Behind")]
    public async Task The_tokens_of_the_thinking_are_counted_with_its_marks(string thought, string text, string start)
    {
        var tokenizer = Tokenizers.Get("smollm2");
        var tokens = (int[])[.. tokenizer.Encode(thought), .. tokenizer.Encode(text)];
        using var generation = Write(tokenizer, tokens, Enum.Parse<ThinkingStart>(start));
        await generation.ReadAllAsync().ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal(tokens.Length, generation.Result!.OutputTokens);
        Assert.Equal(tokenizer.Encode(thought).Length, generation.Result.ThoughtTokens);
    }

    [Fact]
    public async Task What_the_thinking_took_is_told_with_the_usage()
    {
        using var folder = TestModels.CopyOf(TestModels.Tiny("llama"));
        File.WriteAllText(Path.Combine(folder.Path, "chat_template.jinja"), Opening);
        await using var client = TestModels.Load(folder.Path);

        var answer = await client.GetResponseAsync("?", new() { Temperature = 0, MaxOutputTokens = 5 }, TestContext.Current.CancellationToken);

        Assert.Empty(answer.Text);
        Assert.InRange(answer.Usage!.ReasoningTokenCount ?? 0, 1, 5);
        Assert.Equal(answer.Usage.OutputTokenCount, answer.Usage.ReasoningTokenCount);
    }

    [Theory]
    [InlineData(Opening, ThinkingStart.Inside)]
    [InlineData(Plain, ThinkingStart.Open)]
    public void A_new_answer_begins_where_the_template_leaves_it(string template, object start) =>
        Assert.Equal(start, Fit(template, new ChatMessage(ChatRole.User, "What is <think>?")).Start);

    [Theory]
    [InlineData(Opening)]
    [InlineData(Plain)]
    public void A_thinking_that_was_cut_off_is_gone_on_with(string template)
    {
        var cut = new ChatMessage(ChatRole.Assistant, [new TextReasoningContent("First, <|im_end|>")]);
        var fitted = Fit(template, new ChatMessage(ChatRole.User, "?"), cut);

        Assert.Equal(ThinkingStart.Amid, fitted.Start);
        Assert.Equal("<|im_start|>user\n?<|im_end|>\n<|im_start|>assistant\n<think>\nFirst, <|im_end|>", Text(fitted));
        Assert.Single(fitted.Tokens, token => token == Tokenizers.Get("smollm2").IdOf("<|im_end|>"));
    }

    [Fact]
    public void An_answer_that_was_cut_off_is_gone_on_with_behind_its_thinking()
    {
        var cut = new ChatMessage(ChatRole.Assistant, [new TextReasoningContent("thought"), new TextContent("Half an")]);
        var fitted = Fit(Opening, new ChatMessage(ChatRole.User, "?"), cut);

        Assert.Equal(ThinkingStart.Behind, fitted.Start);
        Assert.EndsWith("<|im_start|>assistant\nHalf an", Text(fitted), StringComparison.Ordinal);
    }

    private static FittedPrompt Fit(string template, params ChatMessage[] messages) =>
        new ContextFitter(ChatTemplate.FromSource(template, Tokenizers.Get("smollm2")), Tokenizers.Get("smollm2")).Fit(messages, 400, null);

    private static string Text(FittedPrompt prompt) => Tokenizers.Get("smollm2").Decode(prompt.Tokens, skipSpecialTokens: false);

    private static async Task<List<GenerationUpdate>> WriteAsync(string text, ThinkingStart start, params string[] stops)
    {
        var tokenizer = Tokenizers.Get("smollm2");
        using var generation = Write(tokenizer, tokenizer.Encode(text), start, stops);
        return await generation.ReadAllAsync().ToListAsync(TestContext.Current.CancellationToken);
    }

    private static RunningGeneration Write(TextTokenizer tokenizer, int[] tokens, ThinkingStart start, params string[] stops)
    {
        var request = new GenerationRequest([1], SamplingSettings.Greedy, tokens.Length, stops) { Thinking = ThinkingFormat.Of(tokenizer), Start = start };
        var generation = new RunningGeneration(
            request, tokenizer, tokenizer.VocabularySize, TimeProvider.System, CancellationToken.None, CancellationToken.None);
        foreach (var token in tokens)
        {
            var logits = new float[tokenizer.VocabularySize];
            logits[token] = 1;
            if (generation.Advance(logits, new HashSet<int>()) is null) break;
        }

        return generation;
    }
}
