namespace ChatBot.Web.Documents;

/// <summary>What a document is, judged by its first bytes.</summary>
public enum DocumentKind
{
    /// <summary>A PDF file, of text pages, scanned pages or both.</summary>
    Pdf,

    /// <summary>A PNG picture of text.</summary>
    Png,

    /// <summary>A JPEG picture of text, such as a photo.</summary>
    Jpeg,
}

/// <summary>What follows from a <see cref="DocumentKind"/>.</summary>
public static class DocumentKindExtensions
{
    /// <summary>The usual file name extension, with its dot.</summary>
    public static string Extension(this DocumentKind kind) => kind switch
    {
        DocumentKind.Pdf => ".pdf",
        DocumentKind.Png => ".png",
        _ => ".jpg",
    };

    /// <summary>The media type to serve the file with.</summary>
    public static string ContentType(this DocumentKind kind) => kind switch
    {
        DocumentKind.Pdf => "application/pdf",
        DocumentKind.Png => "image/png",
        _ => "image/jpeg",
    };
}
