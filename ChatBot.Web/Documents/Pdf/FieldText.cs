using System.Text;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Graphics.Colors;
using UglyToad.PdfPig.PdfFonts;

namespace ChatBot.Web.Documents.Pdf;

/// <summary>
/// A text that a viewer sets into a box: the value of a form field or a note. Where each letter stands is not in the file; it is set here as
/// viewers do, with widths like Helvetica's, within the box in any case.
/// </summary>
/// <param name="box">The box on the page as displayed; its bottom left is that of the unturned page.</param>
/// <param name="text">The text.</param>
internal sealed class FieldText(PdfRectangle box, string text)
{
    /// <summary>What stands for a ticked box.</summary>
    public const string Ticked = "☑";

    /// <summary>What stands for a box that can be ticked and is not.</summary>
    public const string Unticked = "☐";

    private const double Padding = 2, Ascent = 0.74, Descent = 0.21, Leading = 1.15, UsualSize = 12, SmallestSize = 4;

    private static readonly FontDetails Font = new("form field", false, FontDetails.DefaultWeight, false);

    /// <summary>The text.</summary>
    public string Text => text;

    /// <summary>In points; 0 is as large as it fits.</summary>
    public double FontSize { get; init; }

    /// <summary>Whether lines break.</summary>
    public bool IsMultiline { get; init; }

    /// <summary>0 left, 1 centred, 2 right.</summary>
    public int Alignment { get; init; }

    /// <summary>How far the text is turned in its box, counterclockwise, a multiple of 90°.</summary>
    public int Turn { get; init; }

    /// <summary>The number of equal cells with a letter each; 0 without cells.</summary>
    public int Cells { get; init; }

    /// <summary>Whether a letter's baseline lies in the box.</summary>
    public bool Holds(PdfPoint start, PdfPoint end)
    {
        var (x, y) = ((start.X + end.X) / 2, (start.Y + end.Y) / 2);
        var corners = (PdfPoint[])[box.BottomLeft, box.BottomRight, box.TopLeft, box.TopRight];
        return x >= corners.Min(corner => corner.X) && x <= corners.Max(corner => corner.X)
            && y >= corners.Min(corner => corner.Y) && y <= corners.Max(corner => corner.Y);
    }

    /// <summary>The letters in their places, spaces among them.</summary>
    public IEnumerable<Letter> Letters()
    {
        var frame = new Frame(box, Turn);
        if (frame.Width <= 0 || frame.Height <= 0) return [];
        if (text is Ticked or Unticked)
        {
            var side = Math.Min(frame.Width, frame.Height);
            return [frame.Letter(text, (frame.Width - side) / 2, ((frame.Height - side) / 2) + (Descent * side), side, side)];
        }

        var room = Math.Max(frame.Width - (2 * Padding), frame.Width / 2);
        var (lines, size) = Lines(room, frame.Height);
        return Set(lines, size, room, frame);
    }

    private IEnumerable<Letter> Set(List<string> lines, double size, double room, Frame frame)
    {
        var height = size * (Ascent + Descent + ((lines.Count - 1) * Leading));
        var top = IsMultiline ? Math.Max(frame.Height - Padding, height) : (frame.Height + height) / 2;
        var y = Math.Min(top, frame.Height) - (Ascent * size);
        foreach (var line in lines)
        {
            var natural = Widths(line, size).Sum();
            var squeeze = Cells > 0 || natural <= room ? 1 : room / natural;
            var x = Cells > 0 ? 0 : ((frame.Width - room) / 2) + (Math.Clamp(Alignment, 0, 2) * (room - (natural * squeeze)) / 2);
            foreach (var letter in Elements(line))
            {
                var width = Cells > 0 ? frame.Width / Math.Max(Cells, line.Length) : Width(letter, size) * squeeze;
                yield return frame.Letter(letter, x, y, width, size);
                x += width;
            }

            y -= size * Leading;
        }
    }

    private (List<string> Lines, double Size) Lines(double room, double height)
    {
        var given = text.Split((string[])["\r\n", "\r", "\n"], StringSplitOptions.None).Select(line => line.Replace('\t', ' ')).ToList();
        if (!IsMultiline) return ([string.Join(' ', given).Trim()], Math.Clamp(FontSize > 0 ? FontSize : UsualSize, 1, Math.Max(1, height / (Ascent + Descent))));
        for (var size = Math.Clamp(FontSize > 0 ? FontSize : UsualSize, 1, Math.Max(1, height)); ; size *= 0.9)
        {
            var lines = given.SelectMany(line => Wrap(line, size, room)).ToList();
            var needed = size * (Ascent + Descent + ((lines.Count - 1) * Leading));
            if (needed <= height) return (lines, size);
            if (size > SmallestSize) continue;
            // Longer than its box: viewers scroll. Everything is kept, the lines closer together.
            return (lines, Math.Max(0.1, size * height / needed));
        }
    }

    private static IEnumerable<string> Wrap(string text, double size, double room)
    {
        var line = new StringBuilder();
        var width = 0.0;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var more = Widths(word, size).Sum();
            if (line.Length > 0 && width + Width(" ", size) + more > room)
            {
                yield return line.ToString();
                line.Clear();
                width = 0;
            }

            width += (line.Length > 0 ? Width(" ", size) : 0) + more;
            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        yield return line.ToString();
    }

    private static IEnumerable<double> Widths(string line, double size) => Elements(line).Select(letter => Width(letter, size));

    private static IEnumerable<string> Elements(string line)
    {
        for (var i = 0; i < line.Length; i += char.IsSurrogatePair(line, i) ? 2 : 1) yield return char.IsSurrogatePair(line, i) ? line.Substring(i, 2) : line[i].ToString();
    }

    // Helvetica's widths in classes; ideographs fill their square.
    private static double Width(string letter, double size) => size * letter[0] switch
    {
        ' ' or 'i' or 'j' or 'l' or 't' or 'f' or 'I' or '.' or ',' or ':' or ';' or '\'' or '!' or '|' or '/' or '(' or ')' => 0.28,
        'm' or 'w' or 'M' or 'W' or '%' or '@' => 0.85,
        >= '\u2E80' => 1,
        >= 'A' and <= 'Z' => 0.68,
        _ => 0.55,
    };

    /// <summary>The box with the text upright in it: x along the line, y upwards, in points.</summary>
    private readonly struct Frame
    {
        private readonly PdfPoint _origin;
        private readonly (double X, double Y) _along, _up;

        public Frame(PdfRectangle box, int turn)
        {
            (_origin, var along, var up) = (((turn / 90 % 4) + 4) % 4) switch
            {
                0 => (box.BottomLeft, box.BottomRight, box.TopLeft),
                1 => (box.BottomRight, box.TopRight, box.BottomLeft),
                2 => (box.TopRight, box.TopLeft, box.BottomRight),
                _ => (box.TopLeft, box.BottomLeft, box.TopRight),
            };
            (_along, Width) = Direction(_origin, along);
            (_up, Height) = Direction(_origin, up);
        }

        public double Width { get; }

        public double Height { get; }

        public Letter Letter(string value, double x, double y, double width, double size)
        {
            var (low, high) = (y - (Descent * size), y + (Ascent * size));
            var rectangle = new PdfRectangle(At(x, high), At(x + width, high), At(x, low), At(x + width, low));
            return new Letter(
                value, rectangle, rectangle, At(x, y), At(x + width, y), width, size, Font, TextRenderingMode.Fill, GrayColor.Black, GrayColor.Black, size, 0);
        }

        private PdfPoint At(double x, double y) => new(_origin.X + (x * _along.X) + (y * _up.X), _origin.Y + (x * _along.Y) + (y * _up.Y));

        private static ((double, double) Direction, double Length) Direction(PdfPoint from, PdfPoint to)
        {
            var (x, y) = (to.X - from.X, to.Y - from.Y);
            var length = Math.Sqrt((x * x) + (y * y));
            return length > 0 ? ((x / length, y / length), length) : ((0, 0), 0);
        }
    }
}
