using UglyToad.PdfPig.Content;

namespace ChatBot.Web.Documents.Pdf;

/// <summary>
/// Removes letters that were drawn again a little beside themselves to look bold, within a third of the letter's width, as PDFBox and
/// PdfPig's <c>DuplicateOverlappingTextProcessor</c> do. For narrow letters (<c>i</c>, <c>l</c>) that is less than the usual shift; here
/// an eighth of the font size counts too, which is still less than the narrowest letter's advance. The first copy stays, so that all
/// letters of a word stay on one line.
/// </summary>
internal static class DoubledLetters
{
    private const double Shift = 0.125;

    /// <summary>The letters without doubles, in their order.</summary>
    public static IReadOnlyList<Letter> Remove(IEnumerable<Letter> letters)
    {
        var kept = new List<Letter>();
        var cells = new Dictionary<(string, string?, long, long), List<Letter>>();
        foreach (var letter in letters.Where(letter => letter.Value.Length > 0))
        {
            var reach = Math.Max(Math.Max(letter.PointSize, 1) * Shift, Math.Abs(letter.BoundingBox.Width) / 3 / letter.Value.Length);
            var at = letter.StartBaseLine;
            var (column, row) = ((long)Math.Floor(at.X / reach), (long)Math.Floor(at.Y / reach));
            if (!string.IsNullOrWhiteSpace(letter.Value) && HasTwin(letter, reach, column, row)) continue;
            kept.Add(letter);
            var key = (letter.Value, letter.FontName, column, row);
            if (!cells.TryGetValue(key, out var cell)) cells[key] = cell = [];
            cell.Add(letter);
        }

        return kept;

        bool HasTwin(Letter letter, double reach, long column, long row)
        {
            for (var dx = -1; dx <= 1; dx++)
            {
                for (var dy = -1; dy <= 1; dy++)
                {
                    if (!cells.TryGetValue((letter.Value, letter.FontName, column + dx, row + dy), out var cell)) continue;
                    foreach (var other in cell)
                    {
                        if (Math.Abs(other.PointSize - letter.PointSize) < 0.01
                            && Math.Abs(other.StartBaseLine.X - letter.StartBaseLine.X) <= reach
                            && Math.Abs(other.StartBaseLine.Y - letter.StartBaseLine.Y) <= reach) return true;
                    }
                }
            }

            return false;
        }
    }
}
