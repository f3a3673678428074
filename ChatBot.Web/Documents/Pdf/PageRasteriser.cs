using System.Globalization;
using ChatBot.Web.Documents.Layout;
using ChatBot.Web.Documents.Ocr;
using ChatBot.Web.Documents.Tools;
using ChatBot.Web.Localization;

namespace ChatBot.Web.Documents.Pdf;

/// <summary>Draws a PDF page as a picture for OCR with poppler's <c>pdftoppm</c>. Safe for concurrent calls.</summary>
/// <param name="path">The PDF, which needs no password.</param>
/// <param name="folder">Where to put pictures; emptied again.</param>
/// <param name="limits">What drawing a page may take.</param>
/// <param name="slots">How many programs may run.</param>
internal sealed class PageRasteriser(string path, string folder, DocumentLimits limits, ToolSlots slots)
{
    private const double PointsPerInch = 72;
    private const double DotsPerInch = 300;
    private const double MostPixels = 16_000_000;

    /// <summary>Draws a page as displayed: its crop box, turned by its rotation.</summary>
    /// <returns>The picture, or why there is none.</returns>
    public async Task<(GrayImage? Picture, DocumentProblem? Problem)> DrawAsync(PageContent page, CancellationToken cancellationToken)
    {
        if (!(page.Width > 0 && page.Height > 0)) return (null, Failed(page.Number));
        var scale = Math.Min(DotsPerInch / PointsPerInch, Math.Sqrt(MostPixels / (page.Width * page.Height)));
        var resolution = (scale * PointsPerInch).ToString("0.###", CultureInfo.InvariantCulture);
        var root = Path.Combine(folder, Path.GetRandomFileName());
        try
        {
            var number = Poppler.Number(page.Number);
            using var slot = await slots.TakeAsync(cancellationToken).ConfigureAwait(false);
            var result = await ToolProcess.RunAsync(
                "pdftoppm",
                ["-q", "-gray", "-cropbox", "-singlefile", "-f", number, "-l", number, "-r", resolution, path, root],
                new ToolLimits(limits.RasteriseTime, limits.MemoryBytes, 1 << 20, 64 * 1024 * 1024), cancellationToken).ConfigureAwait(false);
            return result.End switch
            {
                ToolEnd.Missing => (null, Tesseract.MissingTool("pdftoppm", "poppler-utils")),
                ToolEnd.TimedOut => (null, new DocumentProblem(DocumentProblemKind.TooSlow,
                    Strings.Doc_PageSlow.With(page.Number, limits.RasteriseTime.TotalSeconds), Strings.Doc_PageSlowRemedy)),
                _ when File.Exists(root + ".pgm") => (await GrayImage.ReadPgmAsync(root + ".pgm", cancellationToken).ConfigureAwait(false), null),
                _ => (null, Failed(page.Number)),
            };
        }
        catch (Exception e) when (e is IOException or InvalidDataException or OverflowException)
        {
            return (null, Failed(page.Number));
        }
        finally
        {
            File.Delete(root + ".pgm");
        }
    }

    /// <summary>What to tell where a page cannot be drawn.</summary>
    /// <param name="page">Its number.</param>
    public static DocumentProblem Failed(int page) => new(
        DocumentProblemKind.Damaged, Strings.Doc_PageUndrawn.With(page), Strings.Doc_PageUndrawnRemedy);
}
