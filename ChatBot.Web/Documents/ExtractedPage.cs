using System.Text.Json.Serialization;

namespace ChatBot.Web.Documents;

/// <summary>One page (or the one picture) of an <see cref="ExtractedDocument"/>.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Start">The UTF-16 offset in the text at which its text starts.</param>
/// <param name="Length">The length of its text; 0 for a page without text.</param>
/// <param name="Width">Its width as displayed: points (1/72 inch) for a PDF, pixels for a picture; 0 where it could not be read.</param>
/// <param name="Height">Its height as displayed, likewise.</param>
/// <param name="Rotation">
/// How far its text is turned clockwise against the upright, as displayed: 0, 90, 180 or 270 degrees. A viewer that turns the page
/// by 360 minus this shows it upright. Known for pages read by OCR only; 0 otherwise.
/// </param>
/// <param name="IsOcr">Whether its text was read from a picture of it.</param>
/// <param name="Confidence">OCR's mean confidence in its words, 0 to 1; 1 for text that was not read by OCR.</param>
/// <param name="Problem">Why its text is missing or not whole; null where nothing is wrong.</param>
public sealed record ExtractedPage(
    int Number, int Start, int Length, double Width, double Height, int Rotation, bool IsOcr, double Confidence, DocumentProblem? Problem)
{
    /// <summary>The offset behind its last character, where the form feed stands (or the text ends).</summary>
    [JsonIgnore]
    public int End => Start + Length;
}
