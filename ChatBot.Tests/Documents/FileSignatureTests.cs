using System.Text;
using ChatBot.Web.Documents;

namespace ChatBot.Tests.Documents;

public sealed class FileSignatureTests
{
    private static readonly byte[] Pdf = Encoding.ASCII.GetBytes("%PDF-1.7\n1 0 obj");
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0];
    private static readonly byte[] Jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 0, 16];

    [Theory]
    [InlineData("a.pdf")]
    [InlineData("A.PDF")]
    [InlineData("scan")]
    public void A_pdf_is_told_by_its_bytes_and_name(string name) => Assert.Equal(DocumentKind.Pdf, FileSignature.Identify(name, Pdf));

    [Fact]
    public void A_pdf_header_may_stand_behind_a_preamble() =>
        Assert.Equal(DocumentKind.Pdf, FileSignature.Identify("a.pdf", [.. Encoding.ASCII.GetBytes(new string(' ', 900)), .. Pdf]));

    [Fact]
    public void Pictures_are_told_by_their_bytes_even_where_the_name_says_the_other_kind()
    {
        Assert.Equal(DocumentKind.Png, FileSignature.Identify("a.png", Png));
        Assert.Equal(DocumentKind.Jpeg, FileSignature.Identify("a.jpeg", Jpeg));
        Assert.Equal(DocumentKind.Jpeg, FileSignature.Identify("photo.png", Jpeg));
    }

    [Theory]
    [InlineData("notes.pdf", "hello, this is text", DocumentProblemKind.WrongType, "not a PDF: its content is plain text")]
    [InlineData("holiday.jpg", "GIF89a..........", DocumentProblemKind.WrongType, "a GIF picture")]
    [InlineData("letter.pdf", "PK\u0003\u0004........", DocumentProblemKind.WrongType, "Office document")]
    [InlineData("letter.docx", "PK\u0003\u0004........", DocumentProblemKind.WrongType, ".docx files are not supported")]
    [InlineData("report.pdf.exe", "MZ\u0090\u0000.......", DocumentProblemKind.WrongType, ".exe files are not supported")]
    [InlineData("report.pdf", "MZ %PDF-1.4", DocumentProblemKind.WrongType, "its content is a program")]
    [InlineData("report.pdf.exe", "%PDF-1.4", DocumentProblemKind.WrongType, "named .exe, which cannot be added, although its content is a PDF")]
    [InlineData("empty.pdf", "", DocumentProblemKind.Empty, "is empty")]
    public void What_cannot_be_read_is_refused_with_its_own_message(string name, string content, DocumentProblemKind kind, string says)
    {
        var refused = Assert.Throws<DocumentRejectedException>(() => FileSignature.Identify(name, Encoding.Latin1.GetBytes(content)));

        Assert.Equal(kind, refused.Problem.Kind);
        Assert.Contains(says, refused.Problem.Reason, StringComparison.Ordinal);
        Assert.Contains(name, refused.Problem.Reason, StringComparison.Ordinal);
        Assert.NotEmpty(refused.Problem.Remedy);
    }

    [Fact]
    public void Text_of_other_languages_cut_in_the_middle_of_a_letter_is_still_text()
    {
        var bytes = Encoding.UTF8.GetBytes(new string('ü', 600))[..FileSignature.HeadLength];
        var refused = Assert.Throws<DocumentRejectedException>(() => FileSignature.Identify("a.pdf", bytes.AsSpan(0, 1023)));

        Assert.Contains("plain text", refused.Problem.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("C:\\Users\\me\\bill.pdf", "bill.pdf")]
    [InlineData("a\u202Efdp.exe", "afdp.exe")]
    [InlineData("line\nbreak.pdf", "linebreak.pdf")]
    [InlineData("..", "document")]
    [InlineData("", "document")]
    [InlineData(null, "document")]
    public void Names_are_cleaned_for_showing(string? name, string clean) => Assert.Equal(clean, DocumentName.Clean(name));

    [Fact]
    public void Long_names_keep_their_extension()
    {
        var clean = DocumentName.Clean(new string('x', 500) + ".pdf");

        Assert.Equal(200, clean.Length);
        Assert.EndsWith("….pdf", clean, StringComparison.Ordinal);
    }
}
