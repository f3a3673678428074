using Bunit;
using ChatBot.Web.Components.Chat;
using ChatBot.Web.Conversations;
using ChatBot.Web.Documents;
using ChatBot.Web.Documents.Extraction;
using ChatBot.Web.Masked;

namespace ChatBot.Tests.Components;

public sealed class MaskedTests : BunitContext
{
    private static readonly Passage Best = new(
        "d1", "lease.pdf", 3, 10, 11, "4,350 euros", "The rent is ", ".", 0.923, 6, [new(3, new(0.1f, 0.2f, 0.3f, 0.4f))]);

    public MaskedTests() => JSInterop.Mode = JSRuntimeMode.Loose;

    [Fact]
    public void Of_the_two_modes_exactly_one_is_chosen_and_the_other_can_be()
    {
        ChatMode? chosen = null;
        var toggle = Render<ModeToggle>(parameters => parameters
            .Add(component => component.Mode, ChatMode.Auto)
            .Add(component => component.ModeChanged, (ChatMode mode) => chosen = mode));

        var radios = toggle.FindAll("input[type=radio][name=mode]");
        Assert.Equal([true, false], radios.Select(radio => radio.HasAttribute("checked")));
        radios[1].Change("Masked");
        Assert.Equal(ChatMode.Masked, chosen);
    }

    [Theory]
    [InlineData(ExtractionStage.Queued, 0, 0, 2, "Waiting, 2 before it")]
    [InlineData(ExtractionStage.Opening, 0, 0, 0, "Opening")]
    [InlineData(ExtractionStage.Text, 3, 12, 0, "Reading, 3 of 12 pages")]
    [InlineData(ExtractionStage.Ocr, 1, 5, 0, "Reading scans, 1 of 5 pages")]
    [InlineData(ExtractionStage.Ocr, 0, 1, 0, "Reading the picture")]
    public void A_chip_tells_how_far_reading_is(ExtractionStage stage, int done, int total, int ahead, string expected)
    {
        var chip = Chip(new AttachmentState.Reading(new(stage, done, total, ahead)));

        Assert.Equal(expected, chip.Find(".status").TextContent);
        Assert.NotNull(chip.Find("progress"));
    }

    [Fact]
    public void A_chip_tells_how_much_is_sent() =>
        Assert.Equal("Sending, 42 %", Chip(new AttachmentState.Uploading(0.42)).Find(".status").TextContent);

    [Fact]
    public void A_chip_that_is_done_tells_its_pages_and_opens_the_document()
    {
        Attachment? opened = null;
        var file = new Attachment("lease.pdf", 1, new AttachmentState.Ready([Page(1, isOcr: false), Page(2, isOcr: true)]));
        var chip = Render<AttachmentChip>(parameters => parameters
            .Add(component => component.File, file).Add(component => component.OnOpen, (Attachment value) => opened = value));

        Assert.Equal("2 pages, 1 by OCR", chip.Find(".status").TextContent);
        Assert.Empty(chip.FindAll("progress"));
        chip.Find("button.name").Click();
        Assert.Same(file, opened);
    }

    [Fact]
    public void A_chip_that_failed_says_why_and_what_to_do() =>
        Assert.Equal("It is empty. Save it again.", Chip(new AttachmentState.Failed(new(DocumentProblemKind.Empty, "It is empty.", "Save it again."))).Find(".problem").TextContent);

    [Fact]
    public void A_chip_shows_its_name_unless_what_is_said_names_it()
    {
        static AttachmentState Failed(string reason) => new AttachmentState.Failed(new(DocumentProblemKind.ToolMissing, reason, "Do something."));

        Assert.True(Chip(Failed("“lease.pdf” is empty.")).Find(".chip").HasAttribute("data-told"));
        Assert.False(Chip(Failed("Tesseract is missing.")).Find(".chip").HasAttribute("data-told"));
    }

    [Fact]
    public void A_locked_chip_takes_a_password_and_forgets_it()
    {
        (Attachment File, string Password)? given = null;
        var file = new Attachment("a.pdf", 1, new AttachmentState.Locked(new(DocumentProblemKind.NeedsPassword, "Locked.", "Give it.")));
        var chip = Render<AttachmentChip>(parameters => parameters
            .Add(component => component.File, file)
            .Add(component => component.OnUnlock, ((Attachment, string) value) => given = value));
        chip.Find("input[type=password]").Change("secret");
        chip.Find("form").Submit();

        Assert.Equal((file, "secret"), given);
        Assert.DoesNotContain("secret", chip.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_shows_that_it_began() =>
        Assert.Contains("Reading your documents", Message(new MaskedAnswer()).Find(".thinking").TextContent, StringComparison.Ordinal);

    [Fact]
    public void An_answer_marks_its_words_in_their_sentence_and_tells_how_sure_it_is_and_where_it_stands()
    {
        var message = Message(Found(new(true, [Best], 1, 1, false)));

        Assert.Equal("The rent is 4,350 euros.", message.Find("blockquote").TextContent);
        Assert.Equal("4,350 euros", message.Find("mark").TextContent);
        Assert.Contains("Very likely · 92 %", message.Find(".confidence").TextContent, StringComparison.Ordinal);
        Assert.Contains("lease.pdf", message.Find(".citation").TextContent, StringComparison.Ordinal);
        Assert.Contains("page 3", message.Find(".citation").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_places_are_shown_on_demand()
    {
        var message = Message(Found(new(true, [Best, Best with { Start = 50 }, Best with { Start = 90 }], 1, 1, false)));

        Assert.Single(message.FindAll(".passage"));
        Assert.Equal("2 other places", message.Find(".more").TextContent.Trim());
        message.Find(".more").Click();
        Assert.Equal(3, message.FindAll(".passage").Count);
    }

    [Fact]
    public void A_guess_is_never_shown_as_an_answer()
    {
        var message = Message(Found(new(false, [Best with { Confidence = 0.1 }], 1, 1, false)));

        Assert.Contains("The documents do not answer this.", message.Find(".nothing").TextContent, StringComparison.Ordinal);
        Assert.Empty(message.FindAll(".passage"));
        message.Find(".more").Click();
        Assert.Contains("Unlikely · 10 %", message.Find(".confidence").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_citation_brings_the_passages_of_its_document()
    {
        Citation? cited = null;
        var message = Message(Found(new(true, [Best, Best with { AttachmentId = "d2", FileName = "other.pdf" }, Best with { Start = 90 }], 1, 1, false)), value => cited = value);
        message.Find(".more").Click();
        message.FindAll(".citation")[2].Click();

        Assert.Equal(("d1", 2, 1), (cited!.AttachmentId, cited.Passages.Count, cited.Current));
        Assert.Equal(message.FindAll(".citation")[2].Id, cited.Opener);
    }

    private IRenderedComponent<AttachmentChip> Chip(AttachmentState state) =>
        Render<AttachmentChip>(parameters => parameters.Add(component => component.File, new Attachment("lease.pdf", 1, state)));

    private IRenderedComponent<MaskedAnswerMessage> Message(MaskedAnswer answer, Action<Citation>? cite = null) => Render<MaskedAnswerMessage>(parameters => parameters
        .Add(component => component.Answer, answer)
        .Add(component => component.Actions, new() { Cite = value => cite?.Invoke(value) }));

    private static MaskedAnswer Found(Findings findings)
    {
        var answer = new MaskedAnswer();
        answer.Found(findings);
        answer.Finish(AnswerPhase.Done);
        return answer;
    }

    private static ExtractedPage Page(int number, bool isOcr) => new(number, 0, 0, 595, 842, 0, isOcr, 1, null);
}
