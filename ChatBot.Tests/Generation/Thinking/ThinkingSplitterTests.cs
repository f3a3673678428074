using ChatBot.Inference.Generation.Thinking;
using ChatBot.Inference.Templates;
using ChatBot.Inference.Tokenization;
using ChatBot.Tests.Tokenization;

namespace ChatBot.Tests.Generation.Thinking;

public sealed class ThinkingSplitterTests
{
    private const string Harmony =
        "<|channel|>analysis<|message|>Simple sum.<|end|><|start|>assistant<|channel|>analysis<|message|>Two.<|end|><|start|>assistant<|channel|>final<|message|>It is 2.";

    [Theory]
    [InlineData(ThinkingStart.Open, "<think>\nhmm\n</think>\n\nHello", "hmm", "Hello")]
    [InlineData(ThinkingStart.Open, "\n<think>a <b> c</think>Hello  \n", "a <b> c", "Hello  \n")]
    [InlineData(ThinkingStart.Open, "<think>\n\n</think>\n\nHello", "", "Hello")]
    [InlineData(ThinkingStart.Open, "<think>never ends  ", "never ends", "")]
    [InlineData(ThinkingStart.Open, "<think>ends in a mark</thi", "ends in a mark</thi", "")]
    [InlineData(ThinkingStart.Open, " Hello\n", "", " Hello\n")]
    [InlineData(ThinkingStart.Open, "<thin", "", "<thin")]
    [InlineData(ThinkingStart.Open, "Write <think>x</think> to think", "", "Write <think>x</think> to think")]
    [InlineData(ThinkingStart.Open, "<think>a</think>b <think>c</think>", "a", "b <think>c</think>")]
    [InlineData(ThinkingStart.Inside, "\nhmm</think>\nHello", "hmm", "Hello")]
    [InlineData(ThinkingStart.Amid, " and on</think>Hello", " and on", "Hello")]
    [InlineData(ThinkingStart.Behind, " <think>text</think>", "", " <think>text</think>")]
    [InlineData(ThinkingStart.Open, "", "", "")]
    public void What_stands_between_the_marks_is_thought_and_the_rest_is_said(object start, string text, string thought, string said) =>
        AssertParts(ThinkingFormat.Usual, (ThinkingStart)start, text, thought, said);

    [Theory]
    [InlineData(ThinkingStart.Open, Harmony, "Simple sum.\n\nTwo.", "It is 2.")]
    [InlineData(ThinkingStart.Open, "<|channel|>final<|message|>Hello", "", "Hello")]
    [InlineData(ThinkingStart.Open, "<|channel|>commentary<|message|>First.<|end|><|start|>assistant<|channel|>final<|message|>Then.", "", "First.\n\nThen.")]
    [InlineData(ThinkingStart.Open, "Hello <b>", "", "Hello <b>")]
    [InlineData(ThinkingStart.Open, "<|channel|>anal", "", "")]
    [InlineData(ThinkingStart.Amid, " and on<|end|><|start|>assistant<|channel|>final<|message|>Hello", " and on", "Hello")]
    [InlineData(ThinkingStart.Behind, " world", "", " world")]
    public void Channels_tell_thinking_from_answering(object start, string text, string thought, string said) =>
        AssertParts(ThinkingFormat.Of(WithTokens(ThinkingFormat.Start, ThinkingFormat.Channel, ThinkingFormat.Message, ThinkingFormat.End)), (ThinkingStart)start, text, thought, said);

    [Theory]
    [InlineData("<|START_THINKING|>", "<|END_THINKING|>")]
    [InlineData("[THINK]", "[/THINK]")]
    [InlineData("◁think▷", "◁/think▷")]
    [InlineData("<|channel>", "<channel|>", "thought")]
    public void The_vocabulary_tells_the_marks(string opening, string closing, string name = "")
    {
        var tokenizer = WithTokens(opening, closing);
        var format = ThinkingFormat.Of(tokenizer);

        Assert.Equal((opening + name, closing), (format.Opening, format.Closing));
        Assert.Equal([0, 1], format.Shown.Order());
        Assert.Equal($"{opening}a{closing}", string.Concat(Shown(tokenizer, format, 0, 2, 1)));
        Assert.Equal("<think>", ThinkingFormat.Of(Tokenizers.Get("smollm2")).Opening);
    }

    [Theory]
    [InlineData("<think>a</think><response>b</response>\n", "a", "b")]
    [InlineData("<think>a</think>\n <response>\nb </response> c\n</response>", "a", "b </response> c")]
    [InlineData("<think>a</think>b</response>", "a", "b</response>")]
    [InlineData("<think>a</think><response>b\n</respon", "a", "b\n</respon")]
    [InlineData("<think>a</think><response>b\n\n", "a", "b\n\n")]
    [InlineData("<think>a</think><response>", "a", "")]
    [InlineData("<think>a</think><respo", "a", "<respo")]
    [InlineData("<response>b</response>", "", "<response>b</response>")]
    public void What_a_template_puts_around_an_answer_is_no_part_of_it(string text, string thought, string said) =>
        AssertParts(ThinkingFormat.Of(Tokenizers.Get("smollm2"), "'<think></think><response>' + m.content + '</response>'"), ThinkingStart.Open, text, thought, said);

    [Theory]
    [InlineData(ThinkingStart.Inside, "a<|close|>think<|sep|><|open|>response<|sep|>b<|close|>response<|sep|><|close|>message<|sep|>", "a", "b")]
    [InlineData(ThinkingStart.Open, "<|open|>think<|sep|>a<|close|>think<|sep|>b", "a", "b")]
    [InlineData(ThinkingStart.Open, "<|open|>response<|sep|>b\n<|close|>response<|sep|>c", "", "b")]
    [InlineData(ThinkingStart.Behind, " b<|close|>response<|sep|>", "", " b")]
    [InlineData(ThinkingStart.Open, " <b", "", " <b")]
    public void Where_the_marks_are_tokens_nothing_behind_them_is_said(object start, string text, string thought, string said) =>
        AssertParts(ThinkingFormat.Of(WithTokens("<|open|>", "<|close|>", "<|sep|>")), (ThinkingStart)start, text, thought, said);

    [Theory]
    [InlineData("<|think|>a<|end|><|begin|>assistant<|content|>b", "a", "b")]
    [InlineData("<|content|>b<|end|>", "", "b")]
    public void A_head_may_stand_before_the_answer(string text, string thought, string said) =>
        AssertParts(ThinkingFormat.Of(WithTokens("<|begin|>", "<|end|>", "<|think|>", "<|content|>")), ThinkingStart.Open, text, thought, said);

    [Theory]
    [InlineData("Here are my reasoning steps:\na\n[BEGIN FINAL RESPONSE]\nb\n[END FINAL RESPONSE]\n", "Write [BEGIN FINAL RESPONSE] before the answer.")]
    [InlineData("Here is my thought process: a\n\nHere is my response:\nb", "Write 'Here is my thought process:', then 'Here is my response:'.")]
    [InlineData("<|begin_of_thought|>\na\n<|end_of_thought|>\n\n<|begin_of_solution|>\nb\n<|end_of_solution|>", "<|begin_of_thought|> <|end_of_thought|>")]
    [InlineData("<reasoning>a</reasoning> b", "'<reasoning>' + m.reasoning + '</reasoning>'")]
    public void A_template_that_mentions_the_marks_tells_them(string text, string template) =>
        AssertParts(ThinkingFormat.Of(Tokenizers.Get("smollm2"), template), ThinkingStart.Open, text, "a", "b");

    [Theory]
    [InlineData("{% if m.reasoning_content %}<muse>{{ m.reasoning_content }}</muse>{% endif %}{{ m.content }}", "<muse>", "</muse>")]
    [InlineData("{% if m.reasoning_content %}<muse>{{ m.reasoning_content }}</muse>{% endif %}{{ m.content }}", "<muse>", "</muse>", "<muse>\n")]
    [InlineData("{% if m.thinking is defined %}[[{{ m.thinking }}]] {% endif %}{{ m.content }}", "[[", "]]")]
    [InlineData("{{ m.content }}", "<think>", "</think>")]
    [InlineData("{{ m.reasoning }} {{ m.content }}", "<think>", "</think>")]
    [InlineData("{{ m.content.x.y }}", "<think>", "</think>")]
    public void A_template_that_writes_thoughts_shows_marks_that_nobody_knew(string message, string opening, string closing, string begin = "")
    {
        var template = ChatTemplate.FromSource(
            $"{{% for m in messages %}}<{{{{ m.role }}}}>{message}{{% endfor %}}{{% if add_generation_prompt %}}<assistant>{begin}{{% endif %}}", Tokenizers.Get("smollm2"));
        var format = ThinkingFormat.Of(Tokenizers.Get("smollm2"), template.Source, () => ThinkingProbe.Find(template));

        Assert.Equal((opening, closing), (format.Opening, format.Closing));
    }

    [Fact]
    public void A_token_that_the_template_does_not_use_counts_for_nothing() =>
        Assert.Equal("<think>", ThinkingFormat.Of(WithTokens("<thought>", "</thought>"), "<think>{{ x }}</think>").Opening);

    [Theory]
    [InlineData("<|im_start|>assistant\n<think>\n", true)]
    [InlineData("<|im_start|>assistant\n<think>\n\n</think>\n\n", false)]
    [InlineData("What is <think>?<|im_start|>assistant\n", false)]
    public void A_prompt_may_open_the_thinking(string prompt, bool opens) => Assert.Equal(opens, ThinkingFormat.Usual.IsOpenedBy(prompt));

    [Property]
    public void A_text_without_marks_passes_unchanged(string?[] pieces)
    {
        var text = string.Concat(pieces);
        var (thought, said) = Split(ThinkingSplitter.Create(ThinkingFormat.Usual, ThinkingStart.Open), pieces.Select(piece => piece ?? ""));

        Assert.Equal(text, thought + said);
    }

    private static void AssertParts(ThinkingFormat format, ThinkingStart start, string text, string thought, string said)
    {
        Assert.Equal((thought, said), Split(ThinkingSplitter.Create(format, start), [text]));
        Assert.Equal((thought, said), Split(ThinkingSplitter.Create(format, start), text.Select(unit => unit.ToString())));
        for (var cut = 1; cut < text.Length; cut++)
            Assert.Equal((thought, said), Split(ThinkingSplitter.Create(format, start), [text[..cut], text[cut..]]));
    }

    private static (string Thought, string Said) Split(ThinkingSplitter splitter, IEnumerable<string> pieces)
    {
        List<ThinkingPiece> parts = [.. pieces.Select(splitter.Append)];
        parts.Add(splitter.Flush());
        return (string.Concat(parts.Select(part => part.Thought)), string.Concat(parts.Select(part => part.Text)));
    }

    private static IEnumerable<string> Shown(TextTokenizer tokenizer, ThinkingFormat format, params int[] ids)
    {
        var detokenizer = tokenizer.CreateDetokenizer(shown: format.Shown);
        return [.. ids.Select(detokenizer.Append), detokenizer.Flush()];
    }

    private static TextTokenizer WithTokens(params string[] marks)
    {
        var added = string.Join(',', marks.Select((mark, id) => $$"""{"id":{{id}},"content":"{{mark}}","special":true}"""));
        return Tokenizers.FromJson($$$"""
            {"added_tokens":[{{{added}}}],"decoder":{"type":"Fuse"},"model":{"type":"BPE","vocab":{"a":{{{marks.Length}}}},"merges":[]}}
            """);
    }
}
