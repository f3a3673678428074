using ChatBot.Web.Documents;

namespace ChatBot.Tests.Documents.Pdf;

/// <summary>What viewers draw on top of a page: the values of form fields, and notes.</summary>
public sealed class FilledFieldsTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly TestPdf _pdf = new();
    private readonly List<int> _annotations = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_value_is_read_beside_its_label_and_has_the_place_of_its_field()
    {
        Field("/FT /Tx /T (tenant) /V (Margarethe Lindqvist)", "180 695 400 712");
        Field("/FT /Tx /T (rent) /V <FEFF003800300030002020AC>", "180 665 400 682");

        var document = await ReadAsync("Tenant:", "", "Rent:");

        Assert.Equal("Tenant: Margarethe Lindqvist\nRent: 800 €", Reading.Flat(document.Text.Replace("\n", " / ", StringComparison.Ordinal)).Replace(" / ", "\n", StringComparison.Ordinal));
        Assert.All(Reading.BoxesOf(document, "Margarethe Lindqvist"), box => Inside(box, 180, 695, 400, 712));
        Assert.All(Reading.BoxesOf(document, "800 €"), box => Inside(box, 180, 665, 400, 682));
    }

    [Fact]
    public async Task Chosen_entries_ticks_and_values_that_a_parent_holds_are_read()
    {
        Field("/FT /Ch /T (town) /V (b) /Opt [[(a) (Aachen)] [(b) (Bremen)]]", "180 695 300 712");
        Field("/FT /Ch /T (rooms) /V [(kitchen) (bath)] /Opt [(kitchen) (hall) (bath)]", "320 695 500 712");
        Field("/FT /Btn /T (married) /V /Yes /AS /Yes", "180 665 192 677");
        Field("/FT /Btn /T (smoker) /V /Off /AS /Off", "280 665 292 677");
        var parent = _pdf.Add("<< /FT /Tx /T (deposit) /V (2,400 euros) >>");
        Field($"/Parent {parent} 0 R", "180 635 300 652");

        var text = Reading.Flat((await ReadAsync("Town:")).Text);

        Assert.Contains("Bremen", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Aachen", text, StringComparison.Ordinal);
        Assert.Contains("kitchen, bath", text, StringComparison.Ordinal);
        Assert.DoesNotContain("hall", text, StringComparison.Ordinal);
        Assert.Contains("2,400 euros", text, StringComparison.Ordinal);
        Assert.Equal((1, 1), (text.Count(c => c == '☑'), text.Count(c => c == '☐')));
    }

    [Fact]
    public async Task A_note_breaks_into_lines_and_stays_in_its_box()
    {
        const string Note = "The heating was replaced in March and the invoice is with the town hall since then.";
        _annotations.Add(_pdf.Add($"<< /Type /Annot /Subtype /FreeText /Rect [300 400 420 520] /Contents ({Note}) /DA (/F 11 Tf 1 0 0 rg) >>"));

        var document = await ReadAsync("A letter.");

        Assert.Contains(Note, Reading.Flat(document.Text), StringComparison.Ordinal);
        var boxes = document.WordsIn(document.Text.IndexOf("The heating", StringComparison.Ordinal), Note.Length).SelectMany(word => word.Boxes).ToList();
        Assert.All(boxes, box => Inside(box, 300, 400, 420, 520));
        Assert.True(boxes.Select(box => box.Top).Distinct().Count() >= 4);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(90)]
    [InlineData(180)]
    [InlineData(270)]
    public async Task On_a_turned_page_a_value_is_where_the_page_shows_it(int rotation)
    {
        Field($"/FT /Tx /T (tenant) /V (Margarethe Lindqvist) /MK << /R {rotation} >>", "100 300 250 450");

        var document = await ReadAsync([], $"/Rotate {rotation}");

        Assert.Equal("Margarethe Lindqvist", document.Text);
        var box = document.Words[0].Box;
        Assert.True(box.Right - box.Left > box.Bottom - box.Top, "The form turns its values with the page, so that they are upright.");
        var (left, top, right, bottom) = rotation switch
        {
            0 => (100 / 595f, 1 - (450 / 842f), 250 / 595f, 1 - (300 / 842f)),
            90 => (300 / 842f, 100 / 595f, 450 / 842f, 250 / 595f),
            180 => (1 - (250 / 595f), 300 / 842f, 1 - (100 / 595f), 450 / 842f),
            _ => (1 - (450 / 842f), 1 - (250 / 595f), 1 - (300 / 842f), 1 - (100 / 595f)),
        };
        Assert.All(document.Words.SelectMany(word => word.Boxes), word =>
            Assert.True(word.Left >= left - 0.001f && word.Top >= top - 0.001f && word.Right <= right + 0.001f && word.Bottom <= bottom + 0.001f, $"{word}"));
    }

    [Fact]
    public async Task Passwords_buttons_hidden_fields_and_what_the_page_says_itself_are_left_out()
    {
        Field("/FT /Tx /T (secret) /Ff 8192 /V (hunter2)", "300 695 500 712");
        Field("/FT /Btn /T (send) /Ff 65536 /V (Send)", "300 595 500 612");
        Field("/FT /Tx /T (hidden) /F 2 /V (invisible)", "300 495 500 512");
        Field("/FT /Tx /T (flat) /V (Tenant)", "60 695 290 715");
        Field("/FT /Tx /T (empty)", "300 395 500 412");

        Assert.Equal("Tenant", (await ReadAsync("Tenant")).Text);
    }

    [Fact]
    public async Task Cells_hold_a_letter_each_and_are_one_word()
    {
        Field("/FT /Tx /T (iban) /Ff 16777216 /MaxLen 10 /V (DE12345678)", "100 600 400 620");

        var document = await ReadAsync("Account:");

        var box = Assert.Single(Reading.BoxesOf(document, "DE12345678"));
        Assert.InRange(box.Right - box.Left, 0.95 * 300 / 595, 300.01 / 595);
    }

    [Fact]
    public async Task Fields_that_run_in_a_circle_or_point_nowhere_do_no_harm()
    {
        var loop = _pdf.Add("");
        Field($"/Parent {loop + 1} 0 R", "100 600 400 620");
        Field("/FT /Tx /V 999 0 R", "100 500 400 520");
        Field("/FT /Tx /V (nowhere)", "0 0 0 0");
        Field("/FT /Tx /V (whole)", "100 400 400 420");

        Assert.Equal("Account: whole", Reading.Flat((await ReadAsync("Account:")).Text));
    }

    private void Field(string entries, string rectangle) =>
        _annotations.Add(_pdf.Add($"<< /Type /Annot /Subtype /Widget /Rect [{rectangle}] {entries} >>"));

    private Task<ExtractedDocument> ReadAsync(params string[] lines) => ReadAsync(lines, "");

    private async Task<ExtractedDocument> ReadAsync(string[] lines, string page)
    {
        var references = string.Join(' ', _annotations.Select(number => $"{number} 0 R"));
        _pdf.Catalog = $"/AcroForm << /Fields [{references}] /DA (/F 0 Tf 0 g) >>";
        _pdf.Page(TestPdf.Text(72, 700, 12.5, lines), $"/MediaBox [0 0 595 842] /Annots [{references}] {page}");
        return await Reading.ReadAsync(_folder.Write("form.pdf", _pdf.Build()));
    }

    private static void Inside(PageBox box, float left, float bottom, float right, float top) => Assert.True(
        box.Left >= (left / 595) - 0.001f && box.Right <= (right / 595) + 0.001f && box.Top >= 1 - (top / 842) - 0.001f && box.Bottom <= 1 - (bottom / 842) + 0.001f,
        $"{box}");
}
