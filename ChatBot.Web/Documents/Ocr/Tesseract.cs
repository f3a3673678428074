using System.Globalization;
using ChatBot.Web.Documents.Layout;
using ChatBot.Web.Documents.Tools;
using ChatBot.Web.Localization;

namespace ChatBot.Web.Documents.Ocr;

/// <summary>A word as Tesseract read it.</summary>
/// <param name="Text">Its characters, cleaned.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Left">Its box in pixels.</param>
/// <param name="Top">Its box in pixels.</param>
/// <param name="Width">Its box in pixels.</param>
/// <param name="Height">Its box in pixels.</param>
/// <param name="Paragraph">The number of its paragraph, unique on the page.</param>
/// <param name="Line">The number of its line in the paragraph.</param>
internal readonly record struct OcrWord(
    string Text, double Confidence, int Left, int Top, int Width, int Height, (int Block, int Paragraph) Paragraph, int Line);

/// <summary>Runs <c>tesseract</c> over picture files.</summary>
internal sealed class Tesseract(DocumentLimits limits, ToolSlots slots)
{
    private string? _languages;

    /// <summary>What to tell where Tesseract or its language is missing; null where it can read.</summary>
    public async Task<DocumentProblem?> CheckAsync(CancellationToken cancellationToken)
    {
        if (_languages is not null) return null;
        if (await OcrLanguages.InstalledAsync(limits, cancellationToken).ConfigureAwait(false) is not { } installed) return MissingTool("Tesseract", "tesseract-ocr");
        var wanted = OcrLanguages.Parts(limits.Languages).Where(installed.Contains).ToList();
        if (wanted.Count == 0)
        {
            return new DocumentProblem(DocumentProblemKind.ToolMissing,
                Strings.Doc_NoLanguages.With(limits.Languages),
                Strings.Doc_NoLanguagesRemedy.With(string.Join(' ', OcrLanguages.Parts(limits.Languages).Select(OcrLanguages.Package))));
        }

        _languages = string.Join('+', wanted);
        return null;
    }

    /// <summary>What to tell where a program is missing.</summary>
    public static DocumentProblem MissingTool(string program, string package) => new(
        DocumentProblemKind.ToolMissing,
        Strings.Doc_NoTool.With(program),
        Strings.Doc_NoToolRemedy.With(package));

    /// <summary>Reads the words of an upright picture.</summary>
    /// <param name="path">The picture.</param>
    /// <param name="segmentation">Tesseract's page segmentation mode: 3 automatic, 11 sparse text.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The words in reading order and why they may not be all, or null.</returns>
    public async Task<(IReadOnlyList<OcrWord> Words, DocumentProblem? Problem)> ReadAsync(string path, int segmentation, CancellationToken cancellationToken)
    {
        using var slot = await slots.TakeAsync(cancellationToken).ConfigureAwait(false);
        var result = await ToolProcess.RunAsync(
            "tesseract",
            [path, "stdout", "-l", _languages ?? "eng", "--psm", segmentation.ToString(CultureInfo.InvariantCulture), "--dpi", "300", "-c", "tessedit_create_tsv=1"],
            Limits(limits, limits.OcrTime), cancellationToken).ConfigureAwait(false);
        return (Parse(result.Output), result.End switch
        {
            ToolEnd.Succeeded => null,
            ToolEnd.Missing => MissingTool("Tesseract", "tesseract-ocr"),
            ToolEnd.TimedOut => new DocumentProblem(DocumentProblemKind.TooSlow,
                Strings.Doc_OcrSlow.With(limits.OcrTime.TotalSeconds), Strings.Doc_OcrSlowRemedy),
            _ => new DocumentProblem(DocumentProblemKind.Damaged,
                Strings.Doc_OcrFailed, Strings.Doc_OcrFailedRemedy),
        });
    }

    /// <summary>How far to turn a picture clockwise to have its text upright, and how sure that is; null where there is too little text.</summary>
    public async Task<(int Degrees, double Confidence)?> OrientationAsync(string path, CancellationToken cancellationToken)
    {
        using var slot = await slots.TakeAsync(cancellationToken).ConfigureAwait(false);
        var result = await ToolProcess.RunAsync("tesseract", [path, "stdout", "--psm", "0", "--dpi", "300"], Limits(limits, limits.OcrTime / 3), cancellationToken)
            .ConfigureAwait(false);
        int? degrees = null;
        double confidence = 0;
        foreach (var line in result.Output.Split('\n'))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0) continue;
            var value = line.AsSpan(colon + 1).Trim();
            if (line.StartsWith("Rotate:", StringComparison.Ordinal)
                && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var turn) && turn is 0 or 90 or 180 or 270) degrees = turn;
            else if (line.StartsWith("Orientation confidence:", StringComparison.Ordinal))
                _ = double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out confidence);
        }

        return degrees is { } found ? (found, confidence) : null;
    }

    internal static IReadOnlyList<OcrWord> Parse(string tsv)
    {
        var words = new List<OcrWord>();
        foreach (var line in tsv.Split('\n'))
        {
            // level page block paragraph line word left top width height confidence text
            var fields = line.TrimEnd('\r').Split('\t');
            if (fields.Length < 12 || fields[0] != "5") continue;
            var numbers = new int[10];
            var whole = true;
            for (var i = 0; i < 10; i++) whole &= int.TryParse(fields[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]);
            if (!whole || !double.TryParse(fields[10], NumberStyles.Float, CultureInfo.InvariantCulture, out var confidence)) continue;
            var text = WordText.Clean(fields[11]);
            if (text.Length == 0 || confidence < 0 || numbers[8] == 0 || numbers[9] == 0) continue;
            words.Add(new OcrWord(text, Math.Min(confidence / 100, 1), numbers[6], numbers[7], numbers[8], numbers[9], (numbers[2], numbers[3]), numbers[4]));
        }

        return words;
    }

    /// <summary>What one run of the program may take.</summary>
    internal static ToolLimits Limits(DocumentLimits limits, TimeSpan time) => new(time, limits.MemoryBytes, 32 * 1024 * 1024, 64 * 1024 * 1024);
}
