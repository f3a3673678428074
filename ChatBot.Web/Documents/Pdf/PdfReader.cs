using ChatBot.Web.Documents.Extraction;
using ChatBot.Web.Documents.Layout;
using ChatBot.Web.Documents.Tools;
using ChatBot.Web.Localization;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Exceptions;

namespace ChatBot.Web.Documents.Pdf;

/// <summary>
/// Reads a PDF's text pages with PdfPig, and with poppler what PdfPig cannot read: a page, or the whole file. Pages that must be read by
/// OCR come back marked as scans.
/// </summary>
/// <param name="request">What to read.</param>
/// <param name="unlocked">The file as poppler gets it.</param>
/// <param name="progress">Told about each page.</param>
internal sealed class PdfReader(WorkerRequest request, UnlockedFile unlocked, IProgress<ExtractionProgress> progress)
{
    private readonly DocumentLimits _limits = request.Limits;
    private readonly string _password = request.Password ?? "";

    /// <summary>Reads all pages.</summary>
    /// <exception cref="DocumentRejectedException">The file cannot be opened, or has too many pages.</exception>
    public async Task<IReadOnlyList<PageContent>> ReadAsync(CancellationToken cancellationToken)
    {
        if (request.UsePoppler) return await ReadWithPopplerAsync(Damaged(), cancellationToken).ConfigureAwait(false);
        var filters = new CappedFilters(_limits);
        PdfDocument document;
        try
        {
            document = await DeepStack.RunAsync(() => PdfDocument.Open(request.Path, new ParsingOptions
            {
                UseLenientParsing = true,
                SkipMissingFonts = true,
                Password = _password,
                FilterProvider = filters,
                UseActualText = true,
            })).ConfigureAwait(false);
        }
        catch (PdfDocumentEncryptedException)
        {
            return await ReadWithPopplerAsync(Locked(), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return await ReadWithPopplerAsync(filters.Refused ? TooMuchData() : Damaged(), cancellationToken).ConfigureAwait(false);
        }

        using (document)
        {
            var count = document.NumberOfPages;
            if (count > _limits.Pages) throw new DocumentRejectedException(_limits.TooManyPages(request.FileName, count));
            if (count == 0) return await ReadWithPopplerAsync(Damaged(), cancellationToken).ConfigureAwait(false);
            var pages = new List<PageContent>(count);
            var fields = new FilledFields(document);
            for (var number = 1; number <= count; number++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                pages.Add(await ReadPageAsync(document, fields, number, filters, cancellationToken).ConfigureAwait(false));
                progress.Report(new ExtractionProgress(ExtractionStage.Text, pages.Count(page => !page.IsScan), count));
            }

            return pages;
        }
    }

    private async Task<PageContent> ReadPageAsync(
        PdfDocument document, FilledFields fields, int number, CappedFilters filters, CancellationToken cancellationToken)
    {
        try
        {
            return await DeepStack.RunAsync(() => PdfPageReader.Read(document.GetPage(number), fields)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var (pages, _) = await ReadWithPopplerAsync(number, number, cancellationToken).ConfigureAwait(false);
            if (pages is [var page, ..] && (page.Blocks.Count > 0 || !filters.Refused)) return page with { IsScan = page.Blocks.Count == 0 };
            return new PageContent(number, 0, 0)
            {
                Problem = filters.Refused ? TooMuchData()
                    : new DocumentProblem(DocumentProblemKind.Damaged, Strings.Doc_PageDamaged.With(number), Strings.Doc_PageDamagedRemedy),
            };
        }
    }

    private async Task<IReadOnlyList<PageContent>> ReadWithPopplerAsync(DocumentProblem otherwise, CancellationToken cancellationToken)
    {
        var (pages, end) = await ReadWithPopplerAsync(1, _limits.Pages + 1, cancellationToken).ConfigureAwait(false);
        if (pages.Count == 0)
        {
            throw new DocumentRejectedException(end == ToolEnd.TimedOut && !otherwise.AsksForPassword
                ? new DocumentProblem(DocumentProblemKind.TooSlow, Strings.Doc_TookTooLong.With(request.FileName), Strings.Doc_SaveDocument)
                : otherwise);
        }

        if (pages.Count > _limits.Pages) throw new DocumentRejectedException(_limits.TooManyPages(request.FileName, pages.Count));
        progress.Report(new ExtractionProgress(ExtractionStage.Text, pages.Count, pages.Count));
        return end == ToolEnd.TimedOut ? pages : [.. pages.Select(page => page with { IsScan = page.Blocks.Count == 0 })];
    }

    private async Task<(IReadOnlyList<PageContent> Pages, ToolEnd End)> ReadWithPopplerAsync(int first, int last, CancellationToken cancellationToken)
    {
        var (path, end) = await unlocked.FindAsync(cancellationToken).ConfigureAwait(false);
        return path is null ? ([], end) : await Poppler.ReadAsync(path, first, last, _limits, cancellationToken).ConfigureAwait(false);
    }

    private DocumentProblem Locked() => _password.Length == 0
        ? new(DocumentProblemKind.NeedsPassword, Strings.Doc_NeedsPassword.With(request.FileName), Strings.Doc_NeedsPasswordRemedy)
        : new(DocumentProblemKind.WrongPassword, Strings.Doc_WrongPassword.With(request.FileName), Strings.Doc_WrongPasswordRemedy);

    private DocumentProblem Damaged() => new(
        DocumentProblemKind.Damaged, Strings.Doc_Damaged.With(request.FileName), Strings.Doc_DamagedRemedy);

    private DocumentProblem TooMuchData() => new(
        DocumentProblemKind.TooMuchData,
        Strings.Doc_Unpacks.With(request.FileName, DocumentLimits.Size(_limits.DecodedStreamBytes)), Strings.Doc_PrintAgain);
}
