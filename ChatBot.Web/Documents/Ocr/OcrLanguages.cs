using System.ComponentModel.DataAnnotations;
using ChatBot.Web.Documents.Tools;

namespace ChatBot.Web.Documents.Ocr;

/// <summary>The languages that Tesseract reads, by its codes such as <c>eng</c> and <c>chi_sim</c>.</summary>
internal static class OcrLanguages
{
    /// <summary>The codes that are installed, the script detector <c>osd</c> among them; null where Tesseract is not.</summary>
    public static async Task<IReadOnlySet<string>?> InstalledAsync(DocumentLimits limits, CancellationToken cancellationToken)
    {
        var result = await ToolProcess.RunAsync(
            "tesseract", ["--list-langs"], Tesseract.Limits(limits, TimeSpan.FromSeconds(10)), cancellationToken).ConfigureAwait(false);
        return result.End == ToolEnd.Missing
            ? null
            : result.Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Skip(1).ToHashSet();
    }

    /// <summary>The codes of a list such as <c>eng+deu</c>.</summary>
    public static IEnumerable<string> Parts(string languages) =>
        languages.Split('+', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Debian's package of a language.</summary>
    public static string Package(string language) => "tesseract-ocr-" + language.Replace('_', '-').ToLowerInvariant();

    /// <summary>What to tell who asked for languages on the command line that cannot be read; null where all can, or there is no Tesseract.</summary>
    public static async Task<string?> ComplaintAsync(DocumentLimits limits, CancellationToken cancellationToken)
    {
        if (await InstalledAsync(limits, cancellationToken).ConfigureAwait(false) is not { } installed) return null;
        var there = string.Join(", ", installed.Where(language => language != "osd").Order(StringComparer.Ordinal));
        var isWellFormed = Validator.TryValidateProperty(
            limits.Languages, new ValidationContext(limits) { MemberName = nameof(DocumentLimits.Languages) }, null) && Parts(limits.Languages).Any();
        if (!isWellFormed) return $"--languages takes Tesseract's codes, joined by a plus, such as eng+deu. Installed: {there}.";
        var missing = Parts(limits.Languages).Where(language => !installed.Contains(language)).ToList();
        if (missing.Count == 0) return null;
        return $"Tesseract cannot read {string.Join(", ", missing.Select(language => $"“{language}”"))}. Installed: {there}. "
            + $"If it is the code of a language, it may come with: apt install {string.Join(' ', missing.Select(Package))}";
    }
}
