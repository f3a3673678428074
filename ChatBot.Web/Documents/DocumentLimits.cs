using System.ComponentModel.DataAnnotations;
using System.Globalization;
using ChatBot.Web.Localization;

namespace ChatBot.Web.Documents;

/// <summary>
/// How much may be uploaded and how much work one document may cause. Bound from the configuration section <see cref="Section"/>.
/// </summary>
public sealed class DocumentLimits
{
    /// <summary>The configuration section, <c>Documents:Limits</c>.</summary>
    public const string Section = "Documents:Limits";

    /// <summary>The largest file, in bytes.</summary>
    [Range(1, int.MaxValue)]
    public long FileBytes { get; set; } = 25 * 1024 * 1024;

    /// <summary>The most files in one chat.</summary>
    [Range(1, 10_000)]
    public int FilesPerChat { get; set; } = 20;

    /// <summary>The most bytes in one chat, all files together.</summary>
    [Range(1, long.MaxValue)]
    public long ChatBytes { get; set; } = 100 * 1024 * 1024;

    /// <summary>The most pages of one PDF.</summary>
    [Range(1, 100_000)]
    public int Pages { get; set; } = 500;

    /// <summary>The most pages of one PDF that are read by OCR; later scanned pages are left out, and say so.</summary>
    [Range(0, 100_000)]
    public int OcrPages { get; set; } = 60;

    /// <summary>The largest picture, in millions of pixels.</summary>
    [Range(1, 1_000)]
    public int Megapixels { get; set; } = 40;

    /// <summary>The most UTF-16 characters of text kept from one document.</summary>
    [Range(1_000, 100_000_000)]
    public int TextLength { get; set; } = 5_000_000;

    /// <summary>The most bytes that one compressed stream of a PDF may unpack to.</summary>
    [Range(1_000, int.MaxValue)]
    public long DecodedStreamBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>The most bytes that all compressed streams of a PDF may unpack to.</summary>
    [Range(1_000, long.MaxValue)]
    public long DecodedBytes { get; set; } = 512 * 1024 * 1024;

    /// <summary>The longest that reading may go on without finishing a page.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan StallTime { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The longest that the second reader, <c>pdftotext</c>, may take where the first one fails.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan FallbackTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest that drawing one scanned page may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan RasteriseTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest that one run of OCR over one page may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan OcrTime { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest that one whole document may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan DocumentTime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>The most memory that reading one document may use, the reading process and its tools together, in bytes.</summary>
    [Range(128L * 1024 * 1024, long.MaxValue)]
    public long MemoryBytes { get; set; } = 1536L * 1024 * 1024;

    /// <summary>The most bytes of output taken from the reading process.</summary>
    [Range(1_000_000, int.MaxValue)]
    public long OutputBytes { get; set; } = 128 * 1024 * 1024;

    /// <summary>How many documents are read at a time; others wait in a queue.</summary>
    [Range(1, 64)]
    public int ConcurrentExtractions { get; set; } = 2;

    /// <summary>How many OCR programs run at a time, for all documents together.</summary>
    [Range(1, 64)]
    public int ConcurrentTools { get; set; } = 2;

    /// <summary>
    /// OCR languages in Tesseract's codes, joined by a plus: <c>eng+deu</c>. Those that are not installed are left out.
    /// </summary>
    [RegularExpression("^[A-Za-z0-9_+/-]+$")]
    public string Languages { get; set; } = "eng";

    internal DocumentProblem FileTooLarge(string name) => new(
        DocumentProblemKind.FileTooLarge,
        Strings.Doc_FileTooLarge.With(name, Size(FileBytes)), Strings.Doc_FileTooLargeRemedy);

    internal DocumentProblem TooManyFiles(string name) => new(
        DocumentProblemKind.TooManyFiles,
        Strings.Doc_TooManyFiles.With(name, FilesPerChat), Strings.Doc_TooManyFilesRemedy);

    internal DocumentProblem ChatTooLarge(string name) => new(
        DocumentProblemKind.ChatTooLarge,
        Strings.Doc_ChatTooLarge.With(name, Size(ChatBytes)), Strings.Doc_ChatTooLargeRemedy);

    internal DocumentProblem TooManyPages(string name, int pages) => new(
        DocumentProblemKind.TooManyPages,
        Strings.Doc_TooManyPages.With(name, pages, Pages), Strings.Doc_Split);

    internal DocumentProblem TooManyPixels(string name, long width, long height) => new(
        DocumentProblemKind.TooManyPixels,
        Strings.Doc_TooManyPixels.With(name, width, height, Megapixels), Strings.Doc_TooManyPixelsRemedy);

    internal static string Size(long bytes) => bytes % (1024 * 1024) == 0
        ? string.Create(CultureInfo.CurrentCulture, $"{bytes / (1024 * 1024)} MB")
        : bytes < 1024 * 1024
            ? Strings.Doc_Bytes.With(bytes)
            : string.Create(CultureInfo.CurrentCulture, $"{bytes / (1024.0 * 1024):0.0} MB");
}
