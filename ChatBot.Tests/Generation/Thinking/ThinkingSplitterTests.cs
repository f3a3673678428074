using ChatBot.Inference.Generation.Thinking;
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
