using ChatBot.Web.Documents.Layout;
using ChatBot.Web.Documents.Ocr;
using ChatBot.Web.Documents.Pdf;
using ChatBot.Web.Documents.Tools;
using ChatBot.Web.Localization;

namespace ChatBot.Web.Documents.Extraction;

/// <summary>Reads one document, whatever its kind. Runs inside the reading process, which may die over it.</summary>
internal sealed class DocumentReader
{
    private readonly WorkerRequest _request;
    private readonly IProgress<ExtractionProgress> _progress;
    private readonly ToolSlots _slots;
    private readonly Tesseract _tesseract;
    private readonly OcrReader _ocr;

    /// <summary>Prepares to read.</summary>
    /// <param name="request">What to read.</param>
    /// <param name="progress">Told about each page.</param>
    public DocumentReader(WorkerRequest request, IProgress<ExtractionProgress> progress)
    {
        _request = request;
        _progress = progress;
        _slots = new ToolSlots(request.SlotsFolder, request.Limits.ConcurrentTools);
        _tesseract = new Tesseract(request.Limits, _slots);
        _ocr = new OcrReader(_tesseract, request.Folder);
    }

    /// <summary>Reads the document.</summary>
    /// <exception cref="DocumentRejectedException">It cannot be read, or holds no text.</exception>
    public async Task<ExtractedDocument> ReadAsync(CancellationToken cancellationToken)
    {
        var pages = _request.Kind == DocumentKind.Pdf
            ? await ReadPdfAsync(cancellationToken).ConfigureAwait(false)
            : [await ReadPictureAsync(cancellationToken).ConfigureAwait(false)];
        if (pages.All(page => page.Blocks.Count == 0))
        {
            throw new DocumentRejectedException(pages.Select(page => page.Problem).FirstOrDefault(problem => problem is not null) ?? new DocumentProblem(
                DocumentProblemKind.NoText, Strings.Doc_NoText.With(_request.FileName),
                _request.Kind == DocumentKind.Pdf ? Strings.Doc_NoTextPdf : Strings.Doc_NoTextPicture));
        }

        return TextAssembler.Assemble(_request.FileName, pages, _request.Limits);
    }

    private async Task<PageContent> ReadPictureAsync(CancellationToken cancellationToken)
    {
        _progress.Report(new ExtractionProgress(ExtractionStage.Ocr, 0, 1));
        var picture = PictureFile.Read(_request.Path, _request.FileName, _request.Limits);
        if (await _tesseract.CheckAsync(cancellationToken).ConfigureAwait(false) is { } missing) throw new DocumentRejectedException(missing);
        var page = await _ocr.ReadAsync(new PageContent(1, picture.Width, picture.Height), picture, 0, cancellationToken).ConfigureAwait(false);
        _progress.Report(new ExtractionProgress(ExtractionStage.Ocr, 1, 1));
        return page;
    }

    private async Task<IReadOnlyList<PageContent>> ReadPdfAsync(CancellationToken cancellationToken)
    {
        var unlocked = new UnlockedFile(_request);
        var pages = (await new PdfReader(_request, unlocked, _progress).ReadAsync(cancellationToken).ConfigureAwait(false)).ToArray();
        var scans = Enumerable.Range(0, pages.Length).Where(i => pages[i].IsScan && pages[i].Problem is null).ToArray();
        if (scans.Length == 0) return pages;
        var missing = await _tesseract.CheckAsync(cancellationToken).ConfigureAwait(false);
        var (path, end) = missing is null ? await unlocked.FindAsync(cancellationToken).ConfigureAwait(false) : default;
        if (end == ToolEnd.Missing) missing = Tesseract.MissingTool("qpdf", "qpdf");
        var done = pages.Length - scans.Length;
        _progress.Report(new ExtractionProgress(ExtractionStage.Ocr, done, pages.Length));
        var rasteriser = path is null ? null : new PageRasteriser(path, _request.Folder, _request.Limits, _slots);
        var hint = 0;
        await Parallel.ForEachAsync(
            scans,
            new ParallelOptions { MaxDegreeOfParallelism = _request.Limits.ConcurrentTools, CancellationToken = cancellationToken },
            async (index, token) =>
            {
                var page = pages[index];
                var problem = missing ?? (Array.IndexOf(scans, index) >= _request.Limits.OcrPages ? TooManyScans() : null);
                if (problem is null)
                {
                    (var picture, problem) = rasteriser is null
                        ? (null, PageRasteriser.Failed(page.Number))
                        : await rasteriser.DrawAsync(page, token).ConfigureAwait(false);
                    if (picture is not null)
                    {
                        var read = await _ocr.ReadAsync(page, picture, Volatile.Read(ref hint), token).ConfigureAwait(false);
                        if (Letters(read) > 1.2 * Letters(page)) // or the picture is only the ground of what the page says in letters
                        {
                            Volatile.Write(ref hint, (360 - read.Rotation) % 360);
                            page = read;
                        }

                        problem = read.Problem;
                    }
                }

                pages[index] = page with { Problem = problem };
                _progress.Report(new ExtractionProgress(ExtractionStage.Ocr, Interlocked.Increment(ref done), pages.Length));
            }).ConfigureAwait(false);
        return pages;
    }

    private static int Letters(PageContent page) => page.Blocks.Sum(block => block.Lines.Sum(line => line.Words.Sum(word => word.Text.Length)));

    private DocumentProblem TooManyScans() => new(
        DocumentProblemKind.TooManyPages,
        Strings.Doc_TooManyScans.With(_request.Limits.OcrPages), Strings.Doc_SplitDocument);
}
