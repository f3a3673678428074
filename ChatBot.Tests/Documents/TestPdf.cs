using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace ChatBot.Tests.Documents;

/// <summary>Writes PDFs by hand, so that tests can turn, crop and break them as no well-behaved library would.</summary>
internal sealed class TestPdf
{
    private readonly List<(string Head, byte[]? Stream)> _objects = [("", null), ("", null)];
    private readonly List<int> _pages = [];

    public TestPdf() => Font = Add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");

    /// <summary>The object number of Helvetica.</summary>
    public int Font { get; }

    /// <summary>Entries of further fonts for the pages to come, such as <c>/G 5 0 R</c>.</summary>
    public string MoreFonts { get; set; } = "";

    /// <summary>Further entries of the catalog, such as <c>/AcroForm 5 0 R</c>.</summary>
    public string Catalog { get; set; } = "";

    /// <summary>Adds an object and gives its number.</summary>
    public int Add(string head, byte[]? stream = null)
    {
        _objects.Add((head, stream));
        return _objects.Count;
    }

    /// <summary>Adds a page whose content is the given operators; <c>/F</c> is Helvetica.</summary>
    public TestPdf Page(string content, string extra = "/MediaBox [0 0 595 842]", string resources = "")
    {
        var stream = AddStream(Encoding.Latin1.GetBytes(content));
        return PageOf(stream, extra, resources);
    }

    /// <summary>Adds a page with a content stream of its own.</summary>
    public TestPdf PageOf(int stream, string extra = "/MediaBox [0 0 595 842]", string resources = "")
    {
        _pages.Add(Add(string.Create(CultureInfo.InvariantCulture,
            $"<< /Type /Page /Parent 2 0 R {extra} /Contents {stream} 0 R /Resources << /Font << /F {Font} 0 R {MoreFonts} >> {resources} >> >>")));
        return this;
    }

    /// <summary>Adds a stream, packed with Flate.</summary>
    public int AddStream(byte[] content, string entries = "")
    {
        var packed = Flate(content);
        return Add($"<< /Length {packed.Length} /Filter /FlateDecode {entries} >>", packed);
    }

    /// <summary>Adds an 8-bit grey picture and gives its object number.</summary>
    public int AddPicture(int width, int height, byte[] gray) =>
        AddStream(gray, $"/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray /BitsPerComponent 8");

    /// <summary>Operators that write lines of text at a size, the first line's baseline at a point.</summary>
    public static string Text(double x, double y, double size, params string[] lines)
    {
        var text = new StringBuilder();
        for (var i = 0; i < lines.Length; i++)
        {
            var escaped = lines[i].Replace("\\", "\\\\", StringComparison.Ordinal).Replace("(", "\\(", StringComparison.Ordinal).Replace(")", "\\)", StringComparison.Ordinal);
            text.Append(CultureInfo.InvariantCulture, $"BT /F {size} Tf 1 0 0 1 {x} {y - i * size * 1.2} Tm ({escaped}) Tj ET\n");
        }

        return text.ToString();
    }

    /// <summary>Packed data with a ZLIB header.</summary>
    public static byte[] Flate(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)) zlib.Write(content);
        return packed.ToArray();
    }

    /// <summary>The file.</summary>
    public byte[] Build(string trailer = "")
    {
        _objects[0] = ($"<< /Type /Catalog /Pages 2 0 R {Catalog} >>", null);
        _objects[1] = ($"<< /Type /Pages /Kids [{string.Join(' ', _pages.Select(page => $"{page} 0 R"))}] /Count {_pages.Count} >>", null);
        using var file = new MemoryStream();
        var offsets = new List<long>();
        void Write(string text) => file.Write(Encoding.Latin1.GetBytes(text));
        Write("%PDF-1.7\n");
        for (var i = 0; i < _objects.Count; i++)
        {
            offsets.Add(file.Position);
            Write($"{i + 1} 0 obj\n{_objects[i].Head}\n");
            if (_objects[i].Stream is { } stream)
            {
                Write("stream\n");
                file.Write(stream);
                Write("\nendstream\n");
            }

            Write("endobj\n");
        }

        var start = file.Position;
        Write($"xref\n0 {_objects.Count + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets) Write(string.Create(CultureInfo.InvariantCulture, $"{offset:0000000000} 00000 n \n"));
        Write($"trailer\n<< /Size {_objects.Count + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n");
        return file.ToArray();
    }
}
