using ChatBot.Inference.Answering;
using ChatBot.Tests.Documents;
using ChatBot.Web.Documents;
using ChatBot.Web.Masked;

namespace ChatBot.Tests.Masked;

public sealed class FindingsBuilderTests
{
    private static readonly Lazy<Task<ExtractedDocument>> Document = new(ReadAsync);

    [Property]
    public async Task The_words_at_the_offsets_are_those_shown_and_every_word_is_in_a_box(int start, int length)
    {
        var document = await Document.Value;
        var text = document.Text;
        start = (int)((uint)start % text.Length);
        length = 1 + (int)((uint)length % Math.Min(120, text.Length - start));
        var (from, to) = (Math.Max(0, start - 30), Math.Min(text.Length, start + length + 30));
        var answer = new ReaderAnswer
        {
            DocumentId = "d",
            DocumentIndex = 0,
            Start = start,
            Length = length,
            Text = text.Substring(start, length),
            ContextStart = from,
            ContextLength = to - from,
            Context = text[from..to],
            Margin = 5,
            Confidence = 0.6,
        };
        var result = new ReaderResult { Answers = [answer], IsAnswered = true, PassagesRead = 1, PassagesTotal = 1, QuestionWasCut = false };

        var passage = Assert.Single(FindingsBuilder.Build(result, [("d", document)]).Passages);

        Assert.Equal(text.Substring(passage.Start, passage.Length), passage.Text);
        Assert.Equal(Reading.Flat(text[from..to]), Reading.Flat(passage.Before + passage.Text + passage.After));
        Assert.Equal(document.PageAt(start).Number, passage.Page);
        foreach (var word in document.WordsIn(start, length))
        {
            var page = document.PageAt(word.Start).Number;
            foreach (var box in word.Boxes) Assert.Contains(passage.Marks, mark => mark.Page == page && mark.Box.Union(box) == mark.Box);
        }
    }

    [Fact]
    public async Task Other_places_are_given_only_where_they_are_likely_enough_and_the_best_always()
    {
        var document = await Document.Value;
        ReaderAnswer At(int start, double confidence) => new()
        {
            DocumentId = "d",
            DocumentIndex = 0,
            Start = start,
            Length = 1,
            Text = document.Text.Substring(start, 1),
            ContextStart = start,
            ContextLength = 1,
            Context = document.Text.Substring(start, 1),
            Margin = 0,
            Confidence = confidence,
        };
        var result = new ReaderResult
        {
            Answers = [At(0, 0.05), At(1, 0.2), At(2, 0.1), At(5, 0.09)],
            IsAnswered = false,
            PassagesRead = 1,
            PassagesTotal = 1,
            QuestionWasCut = false,
        };

        Assert.Equal([0, 1, 2], FindingsBuilder.Build(result, [("d", document)], 0.1).Passages.Select(passage => passage.Start));
    }

    private static async Task<ExtractedDocument> ReadAsync()
    {
        using var folder = new TestFolder();
        string[] lines =
        [
            "The invoice of March is due on 14 April.", "It must be paid to the account below, and", "the reference number is to be quoted on it.",
        ];
        var pdf = new TestPdf().Page(TestPdf.Text(80, 700, 12, lines)).Page(TestPdf.Text(80, 700, 12, [.. lines.Reverse()]));
        return await Reading.ReadAsync(folder.Write("a.pdf", pdf.Build()));
    }
}
