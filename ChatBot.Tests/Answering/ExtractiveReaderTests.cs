using System.Globalization;
using ChatBot.Inference.Answering;

namespace ChatBot.Tests.Answering;

public class ExtractiveReaderTests
{
    private const string Eiffel =
        "The Eiffel Tower is a wrought-iron lattice tower in Paris, France. It is named after the engineer Gustave Eiffel, whose company designed and "
        + "built the tower from 1887 to 1889. It is 330 metres tall.";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Property(Arbitrary = [typeof(DocumentTexts)], MaxTest = 150)]
    public async Task Whatever_the_text_the_answer_is_the_text_at_its_offsets(DocumentText first, DocumentText second, DocumentText question)
    {
        ReaderDocument[] documents = [new("first", first.Value), new("second", second.Value)];
        var asked = question.Value.Any(char.IsLetter) ? question.Value : "Who?";
        Check(documents, await TestReaders.Shipped.ReadAsync(asked, documents, 4, null, Cancellation));
    }

    [Fact]
    public async Task The_same_holds_for_byte_level_tokens()
    {
        await using var reader = TestReaders.Load(TestReaders.TinyFolder);
        const string text = "Ħéllo\u00A0wörld 😀😀 e\u0301te\u0301\r\nİstanbul ısı\fnäher 👩‍👩‍👧 zu “Zürich” 中文字";
        for (var length = 0; length <= text.Length; length++)
        {
            ReaderDocument[] documents = [new("text", text[..length] + " " + text)];
            Check(documents, await reader.ReadAsync("Wo?", documents, 8, null, Cancellation));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("😀 👩‍👩‍👧 ")]
    [InlineData("e\u0301te\u0301 a\u0308 ")]
    [InlineData("İstanbul ısı IŞIK ")]
    [InlineData("\u00A0\u00A0\u202F")]
    [InlineData("\r\n\r\n\r\n")]
    [InlineData("page one\f\f")]
    [InlineData("\u00AD\u200B\uFEFF")]
    [InlineData("[CLS] [SEP] </s> ")]
    public async Task What_stands_before_an_answer_does_not_shift_it(string before)
    {
        var text = before + Eiffel;
        var best = (await TestReaders.Shipped.AskAsync("How tall is the Eiffel Tower?", text)).Best;
        Assert.NotNull(best);
        Assert.Equal("330 metres", best.Text);
        Assert.Equal(text.IndexOf("330 metres", StringComparison.Ordinal), best.Start);
        Assert.Equal("It is 330 metres tall.", best.Context);
    }

    [Fact]
    public async Task Several_documents_are_ranked_together_and_each_answer_names_its_own()
    {
        ReaderDocument[] documents =
        [
            new("a", "Invoice of Müller & Söhne GmbH. The total due is EUR 1,250.00, payable within 30 days."), new("none", " \f "), new("b", Eiffel),
        ];
        var tall = await TestReaders.Shipped.ReadAsync("How tall is the Eiffel Tower?", documents, 3, null, Cancellation);
        var total = await TestReaders.Shipped.ReadAsync("What is the total due?", documents, 3, null, Cancellation);
        Assert.Equal(("b", 2, "330 metres"), (tall.Best!.DocumentId, tall.Best.DocumentIndex, tall.Best.Text));
        Assert.Equal(("a", 0, "EUR 1,250.00"), (total.Best!.DocumentId, total.Best.DocumentIndex, total.Best.Text));
        Assert.Equal(4, total.Answers.Count);
        Check(documents, tall);
        Check(documents, total);
    }

    [Fact]
    public async Task A_question_the_text_does_not_answer_gives_a_guess_that_is_called_one()
    {
        var result = await TestReaders.Shipped.AskAsync("Who painted the Mona Lisa?", Eiffel);
        Assert.False(result.IsAnswered);
        Assert.NotNull(result.Best);
        Assert.True(result.Best.Margin < 0);
        Assert.InRange(result.Best.Confidence, 0, 0.27);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n\f\t ")]
    [InlineData("... — !!! ()")]
    [InlineData("\u0301\u200B")]
    public async Task A_text_without_words_has_no_answer(string text)
    {
        var result = await TestReaders.Shipped.AskAsync("Who?", text, alternatives: 3);
        Assert.Empty(result.Answers);
        Assert.Null(result.Best);
        Assert.False(result.IsAnswered);
    }

    [Fact]
    public async Task No_document_has_no_answer()
    {
        var result = await TestReaders.Shipped.ReadAsync("Who?", [], 3, null, Cancellation);
        Assert.Empty(result.Answers);
        Assert.Equal((0, 0), (result.PassagesRead, result.PassagesTotal));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\u00A0")]
    [InlineData("\u200B")]
    public async Task A_question_without_words_is_refused_kindly(string question)
    {
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => TestReaders.Shipped.AskAsync(question, Eiffel));
        Assert.StartsWith("Type a question", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_question_is_cut_and_says_so()
    {
        var longest = "How tall is the Eiffel Tower? " + string.Join(' ', Enumerable.Repeat("please", 200));
        Assert.True((await TestReaders.Shipped.AskAsync(longest, Eiffel)).QuestionWasCut);
        Assert.True((await TestReaders.Shipped.AskAsync(new string('x', 2_000_000), Eiffel)).QuestionWasCut);
        Assert.False((await TestReaders.Shipped.AskAsync("How tall is the Eiffel Tower?", Eiffel)).QuestionWasCut);
    }

    [Theory]
    [InlineData("How tall is the Eiffel Tower? {0}")]
    [InlineData("{0} How tall is the Eiffel Tower?")]
    [InlineData("{0} How tall is the Eiffel Tower? {0}")]
    [InlineData("Look at https://example.org/?about=paris first. {0} How tall is the Eiffel Tower? Thank you.")]
    public async Task Of_a_long_question_the_sentence_that_asks_is_read(string question)
    {
        var letter = string.Concat(Enumerable.Repeat("I am writing a letter to my aunt, who lives near the sea and likes gardens. ", 12));
        var result = await TestReaders.Shipped.AskAsync(string.Format(CultureInfo.InvariantCulture, question, letter), Eiffel);
        Assert.True(result.QuestionWasCut);
        Assert.True(result.IsAnswered);
        Assert.Equal("330 metres", result.Best!.Text);
    }

    [Fact]
    public async Task An_answer_is_found_in_any_window_of_a_long_text()
    {
        var filler = string.Join(' ', Enumerable.Repeat("The garden was quiet and the grass was green that day.", 60));
        foreach (var share in new[] { 0, 3, 7, 10 })
        {
            var text = filler[..(filler.Length * share / 10)] + " " + Eiffel + " " + filler[(filler.Length * share / 10)..];
            var result = await TestReaders.Shipped.AskAsync("How tall is the Eiffel Tower?", text);
            Assert.Equal("330 metres", result.Best!.Text);
            Assert.True(result.PassagesTotal > 1);
        }
    }

    [Fact]
    public async Task What_a_text_scores_does_not_depend_on_what_is_read_beside_it()
    {
        ReaderDocument[] documents = [new("x", "Completely different words, and of another length."), new("y", Eiffel), new("z", Eiffel[40..])];
        var alone = (await TestReaders.Shipped.AskAsync("How tall is the Eiffel Tower?", Eiffel)).Best!;
        var together = (await TestReaders.Shipped.ReadAsync("How tall is the Eiffel Tower?", documents, 3, null, Cancellation)).Answers
            .Single(answer => answer.DocumentId == "y" && answer.Start == alone.Start);
        Assert.Equal(alone.Margin, together.Margin);
    }

    [Fact]
    public async Task Windows_read_in_one_batch_score_what_they_score_alone()
    {
        // A float32 graph pads and batches; its scores may differ in the last digits only.
        await using var reader = TestReaders.Load(TestReaders.TinyFolder);
        ReaderDocument[] documents = [new("a", Eiffel), new("b", "Paris."), new("c", string.Concat(Enumerable.Repeat(Eiffel, 4)))];
        var together = await reader.ReadAsync("How tall?", documents, 20, null, Cancellation);
        var alone = new List<ReaderAnswer>();
        foreach (var document in documents) alone.AddRange((await reader.ReadAsync("How tall?", [document], 20, null, Cancellation)).Answers);
        foreach (var (one, other) in alone.OrderByDescending(answer => answer.Margin).Zip(together.Answers))
        {
            Assert.Equal((one.DocumentId, one.Start, one.Length), (other.DocumentId, other.Start, other.Length));
            Assert.Equal(one.Margin, other.Margin, tolerance: 1e-3);
        }
    }

    [Fact]
    public async Task A_thousand_pages_are_answered_from_the_passages_that_share_the_questions_words()
    {
        await using var reader = TestReaders.Load(TestReaders.ShippedFolder, passages: 8);
        var page = string.Join(' ', Enumerable.Repeat("Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor.", 40));
        var pages = Enumerable.Repeat(page, 1000).ToArray();
        pages[617] = page[..1500] + " " + Eiffel + " " + page[1500..];
        var text = string.Join('\f', pages);
        var progress = new Collected();
        ReaderDocument[] documents = [new("thousand", text)];
        var result = await reader.ReadAsync("How tall is the Eiffel Tower?", documents, 3, progress, Cancellation);
        Assert.Equal("330 metres", result.Best!.Text);
        Assert.Equal(617, text.AsSpan(0, result.Best.Start).Count('\f'));
        Assert.Equal(8, result.PassagesRead);
        Assert.True(result.PassagesTotal > 1000);
        Assert.Equal(Enumerable.Range(1, 8).Select(i => i / 8.0), progress.Values);
        Check(documents, result);
    }

    [Fact]
    public async Task Cancelling_ends_the_work_between_and_within_windows_and_leaves_the_reader_sound()
    {
        await using var reader = TestReaders.Load(TestReaders.ShippedFolder, passages: 100_000);
        var text = string.Join(' ', Enumerable.Repeat(Eiffel, 2000));
        using var stop = new CancellationTokenSource();
        var progress = new Collected(_ => stop.Cancel());
        var ended = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reader.ReadAsync("How tall?", [new("long", text)], 3, progress, stop.Token));
        Assert.Equal(stop.Token, ended.CancellationToken);
        Assert.InRange(progress.Values.Count, 1, 8);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reader.ReadAsync("How tall?", [new("long", text)], 3, null, new CancellationToken(true)));
        Assert.Equal("330 metres", (await reader.AskAsync("How tall is the Eiffel Tower?", Eiffel)).Best!.Text);
    }

    [Fact]
    public async Task Questions_asked_at_once_all_get_their_answers()
    {
        var asked = Enumerable.Range(0, 12).Select(i => TestReaders.Shipped.AskAsync(
            i % 2 == 0 ? "How tall is the Eiffel Tower?" : "Who is the tower named after?", Eiffel));
        var answers = await Task.WhenAll(asked);
        Assert.All(answers.Where((_, i) => i % 2 == 0), result => Assert.Equal("330 metres", result.Best!.Text));
        Assert.All(answers.Where((_, i) => i % 2 == 1), result => Assert.Equal("Gustave Eiffel", result.Best!.Text));
    }

    [Fact]
    public async Task Disposing_ends_what_runs()
    {
        var reader = TestReaders.Load(TestReaders.ShippedFolder, passages: 100_000);
        var started = new TaskCompletionSource();
        var asked = reader.ReadAsync(
            "How tall?", [new("long", string.Join(' ', Enumerable.Repeat(Eiffel, 2000)))], 3, new Collected(_ => started.TrySetResult()), Cancellation);
        await started.Task.WaitAsync(Cancellation);
        await reader.DisposeAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => reader.AskAsync("How tall?", Eiffel));
        await reader.DisposeAsync();
    }

    private static void Check(ReaderDocument[] documents, ReaderResult result)
    {
        foreach (var answer in result.Answers)
        {
            var text = documents[answer.DocumentIndex].Text;
            Assert.Equal(documents[answer.DocumentIndex].Id, answer.DocumentId);
            Assert.InRange(answer.Length, 1, text.Length - answer.Start);
            Assert.Equal(text.Substring(answer.Start, answer.Length), answer.Text);
            Assert.Equal(text.Substring(answer.ContextStart, answer.ContextLength), answer.Context);
            Assert.True(answer.ContextStart <= answer.Start && answer.ContextStart + answer.ContextLength >= answer.Start + answer.Length);
            Assert.False(WordBorders.IsInside(text, answer.Start) || WordBorders.IsInside(text, answer.Start + answer.Length));
            Assert.Equal(answer.Text.Trim(), answer.Text);
            Assert.InRange(answer.Confidence, 0, 1);
        }

        Assert.Equal(result.Answers.OrderByDescending(answer => answer.Margin), result.Answers);
        foreach (var one in result.Answers)
        {
            Assert.DoesNotContain(result.Answers, other => other != one && other.DocumentIndex == one.DocumentIndex
                && other.Start < one.Start + one.Length && one.Start < other.Start + other.Length);
        }
    }

    private sealed class Collected(Action<double>? then = null) : IProgress<double>
    {
        private readonly List<double> _values = [];

        public IReadOnlyList<double> Values
        {
            get
            {
                lock (_values) return [.. _values];
            }
        }

        public void Report(double value)
        {
            lock (_values) _values.Add(value);
            then?.Invoke(value);
        }
    }
}
