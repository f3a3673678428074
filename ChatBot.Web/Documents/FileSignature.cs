using System.Text;
using ChatBot.Web.Localization;

namespace ChatBot.Web.Documents;

/// <summary>
/// Tells what a file is, by its first bytes as well as by its name: both must be a PDF's, PNG's or JPEG's. Where the two name
/// different ones of these, as phones and web pages often do, the bytes decide.
/// </summary>
public static class FileSignature
{
    /// <summary>How many of the first bytes <see cref="Identify"/> looks at. A PDF header may stand anywhere in the first 1,024.</summary>
    public const int HeadLength = 1024;

    /// <summary>Names the kind of a file.</summary>
    /// <param name="fileName">The name that it came with, already cleaned for showing.</param>
    /// <param name="head">Its first <see cref="HeadLength"/> bytes, or all of them where it is shorter.</param>
    /// <returns>The kind.</returns>
    /// <exception cref="DocumentRejectedException">It is empty, of another type, or not what its name says.</exception>
    public static DocumentKind Identify(string fileName, ReadOnlySpan<byte> head)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        if (head.IsEmpty) throw new DocumentRejectedException(Empty(fileName));
        var extension = Path.GetExtension(fileName).ToLowerInvariant();
        var named = KindOfExtension(extension);
        var found = KindOfBytes(head);
        if (found is { } kind && (named is not null || extension.Length == 0)) return kind;
        if (found is { } other)
        {
            throw Reject(DocumentProblemKind.WrongType,
                Strings.Doc_WrongName.With(fileName, extension, Name(other)), Strings.Doc_WrongNameRemedy.With(other.Extension()));
        }

        var content = ContentOf(head);
        if (named is { } expected)
        {
            throw Reject(DocumentProblemKind.WrongType,
                Strings.Doc_WrongContent.With(fileName, extension, Name(expected), content.Name), content.Remedy);
        }

        throw Reject(DocumentProblemKind.WrongType,
            extension.Length == 0
                ? Strings.Doc_UnknownContent.With(fileName, content.Name, Strings.Doc_Accepted)
                : Strings.Doc_UnknownExtension.With(fileName, extension, Strings.Doc_Accepted),
            content.Remedy);
    }

    /// <summary>What to tell of a file without bytes.</summary>
    internal static DocumentProblem Empty(string fileName) => new(DocumentProblemKind.Empty, Strings.Doc_Empty.With(fileName), Strings.Doc_EmptyRemedy);

    private static DocumentKind? KindOfExtension(string extension) => extension switch
    {
        ".pdf" => DocumentKind.Pdf,
        ".png" => DocumentKind.Png,
        ".jpg" or ".jpeg" or ".jpe" or ".jfif" => DocumentKind.Jpeg,
        _ => null,
    };

    private static DocumentKind? KindOfBytes(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith(PngSignature)) return DocumentKind.Png;
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])) return DocumentKind.Jpeg;
        return !LooksExecutable(head) && head[..Math.Min(head.Length, HeadLength)].IndexOf("%PDF-"u8) >= 0 ? DocumentKind.Pdf : null;
    }

    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private static bool LooksExecutable(ReadOnlySpan<byte> head) => head.StartsWith("MZ"u8) || head.StartsWith("\u007fELF"u8);

    private static (string Name, string Remedy) ContentOf(ReadOnlySpan<byte> head)
    {
        var picture = Strings.Doc_RemedyPicture;
        var office = Strings.Doc_RemedyOffice;
        if (LooksExecutable(head)) return (Strings.Doc_IsProgram, Strings.Doc_RemedyProgram);
        if (head.StartsWith("PK"u8)) return (Strings.Doc_IsZip, office);
        if (head.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0])) return (Strings.Doc_IsOffice, office);
        if (head.StartsWith("{\\rtf"u8)) return (Strings.Doc_IsRichText, office);
        if (head.StartsWith("GIF8"u8)) return (Strings.Doc_IsGif, picture);
        if (head.StartsWith("BM"u8)) return (Strings.Doc_IsBitmap, picture);
        if (head.StartsWith("II*\0"u8) || head.StartsWith("MM\0*"u8)) return (Strings.Doc_IsTiff, picture);
        if (head.StartsWith("RIFF"u8) && head.Length > 12 && head[8..].StartsWith("WEBP"u8)) return (Strings.Doc_IsWebP, picture);
        if (head.Length > 12 && head[4..].StartsWith("ftyp"u8)) return (Strings.Doc_IsHeic, picture);
        return IsText(head) ? (Strings.Doc_IsText, Strings.Doc_RemedyText) : (Strings.Doc_IsUnknown, Strings.Doc_RemedyUnknown.With(Strings.Doc_Accepted));
    }

    private static bool IsText(ReadOnlySpan<byte> head)
    {
        foreach (var b in head)
            if (b < 0x20 && b is not ((byte)'\t' or (byte)'\n' or (byte)'\r' or 0x0C or 0x1B)) return false;
        // A cut at 1,024 bytes may split the last character: look at the rest only.
        var text = new char[head.Length];
        Encoding.UTF8.GetDecoder().Convert(head, text, flush: false, out _, out var length, out _);
        return !text.AsSpan(0, length).Contains('\uFFFD');
    }

    private static string Name(DocumentKind kind) => kind switch
    {
        DocumentKind.Pdf => "PDF",
        DocumentKind.Png => Strings.Doc_KindPng,
        _ => Strings.Doc_KindJpeg,
    };

    private static DocumentRejectedException Reject(DocumentProblemKind kind, string reason, string remedy) => new(new(kind, reason, remedy));
}
