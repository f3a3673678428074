using ChatBot.Web.Documents.Layout;

namespace ChatBot.Tests.Documents.Layout;

public sealed class LinesAndTablesTests
{
    [Fact]
    public void A_footnote_mark_stays_on_its_line_as_a_word_and_an_index_joins_its_variable()
    {
        var lines = LineBuilder.Build(
        [
            Word("units", 0, 0, 30, 10), Word("3", 31, -2, 34, 4), Word("of", 38, 0, 48, 10), Word("R", 52, 0, 59, 10), Word("n", 59, -2, 63, 4),
            Word("next", 0, 12, 20, 22), Word("x", 24, 12, 29, 22), Word("0", 29, 18, 32, 24),
        ]);

        Assert.Equal(["units 3 of Rn", "next x0"], lines.Select(line => string.Join(' ', line.Select(word => word.Text))));
    }

    [Fact]
    public void Words_of_a_right_to_left_script_are_read_from_the_right() =>
        Assert.Equal(["שלום", "עולם"], LineBuilder.Build([Word("עולם", 0, 0, 20, 10), Word("שלום", 25, 0, 45, 10)])[0].Select(word => word.Text));

    [Fact]
    public void The_columns_of_a_table_become_rows_and_the_columns_of_text_do_not()
    {
        var names = Column(0, "Rent for May", "Water", "Total");
        var sums = Column(300, "800.00", "40.00", "840.00");
        var merged = Assert.Single(BlockMerger.Merge([names, sums]));
        Assert.Equal(["Rent for May 800.00", "Water 40.00", "Total 840.00"], Lines(merged));

        var left = Column(0, "Open-domain question answering relies", "on efficient passage retrieval to select", "candidate contexts, where traditional");
        var right = Column(300, "Retrieval in open-domain systems is", "usually implemented using a sparse index", "which matches keywords efficiently with");
        Assert.Equal(2, BlockMerger.Merge([left, right]).Count);
    }

    [Fact]
    public void A_table_in_one_column_of_text_stays_apart_from_the_text_of_the_other()
    {
        var text = Column(0, "Let the appliance stand upright for hours", "before switching it on, so that the fluid", "can settle. Place it on a level floor");
        var codes = Column(300, "E1", "E2", "E3");
        var remedies = Column(360, "Call service", "Warm the room", "Insert the tank");
        var warranty = Column(300, "The warranty lasts two years from the date", "of purchase and does not cover damage");
        var below = Down(warranty, 60);

        Assert.Equal(3, BlockMerger.Merge([text, codes, remedies, below]).Count);
        Assert.Single(BlockMerger.Merge([text, codes, remedies]));

        // Nor does a heading in the text become a row of it; but a table across both columns keeps its rows.
        var (heading, under) = (Down(Column(0, "Controls"), 39), Down(text, 60));
        Assert.Equal(5, BlockMerger.Merge([text, heading, under, codes, Down(codes, 36), below]).Count);
        Assert.Equal(3, BlockMerger.Merge([Down(text, 60), Column(0, "E1", "E2", "E3"), remedies, below]).Count);
    }

    [Fact]
    public void A_formula_inside_a_paragraph_and_a_headings_number_join_what_they_belong_to()
    {
        var paragraph = new WordGroup([Word("The", 0, 0, 20, 10), Word("sum", 60, 0, 80, 10), Word("is", 0, 12, 10, 22), Word("known", 40, 12, 80, 22)]);
        var formula = new WordGroup([Word("a+b", 25, 0, 55, 10)]);
        var number = new WordGroup([Word("3.1", 0, 40, 14, 50)]);
        var heading = new WordGroup([Word("Overview", 30, 40, 80, 50)]);

        Assert.Equal(["The a+b sum", "is known", "3.1 Overview"], BlockMerger.Merge([paragraph, formula, number, heading]).SelectMany(Lines));
    }

    private static IEnumerable<string> Lines(WordGroup group) => group.Lines.Select(line => string.Join(' ', line.Select(word => word.Text)));

    private static WordGroup Down(WordGroup group, double by) =>
        new([.. group.Words.Select(word => word with { Top = word.Top + by, Bottom = word.Bottom + by })]);

    private static WordGroup Column(double left, params string[] lines) => new(
        [.. lines.SelectMany((line, row) => line.Split(' ').Select((word, i) => Word(word, left + 35 * i, row * 12, left + 35 * i + 30, row * 12 + 10)))]);

    private static UprightWord Word(string text, double left, double top, double right, double bottom) => new(text, left, top, right, bottom);
}
