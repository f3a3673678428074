using System.Buffers.Binary;
using SkiaSharp;
using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Tokens;

namespace ChatBot.Tests.Documents;

/// <summary>Turns a black-and-white TIFF of one strip, plain or packed by ITU-T T.6 (Group 4), into a PNG.</summary>
internal static class TestTiff
{
    public static byte[] ToPng(string path)
    {
        var file = File.ReadAllBytes(path);
        var little = file[0] == 'I';
        int Word(int at) => little ? BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at)) : BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at));
        int Long(int at) => little ? BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at)) : BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
        var tags = new Dictionary<int, int>();
        var directory = Long(4);
        for (var i = 0; i < Word(directory); i++)
        {
            var entry = directory + 2 + 12 * i;
            tags[Word(entry)] = Word(entry + 2) == 3 ? Word(entry + 8) : Long(entry + 8);
        }

        var (width, height) = (tags[256], tags[257]);
        var strip = file.AsMemory(tags[273], tags[279]);
        var (packed, whiteIsZero) = (tags[259] == 4, tags[262] == 0);
        if (packed) (strip, whiteIsZero) = (Unpack(strip, width, height), false); // PDF's default: black is zero
        using var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Premul);
        var stride = (width + 7) / 8;
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var one = (strip.Span[y * stride + x / 8] & (0x80 >> (x % 8))) != 0;
                bitmap.SetPixel(x, y, one == whiteIsZero ? SKColors.Black : SKColors.White);
            }
        }

        return TestPicture.Encode(bitmap);
    }

    private static Memory<byte> Unpack(Memory<byte> strip, int width, int height)
    {
        var parameters = new DictionaryToken(new Dictionary<NameToken, IToken>
        {
            [NameToken.K] = new NumericToken(-1),
            [NameToken.Columns] = new NumericToken(width),
            [NameToken.Rows] = new NumericToken(height),
        });
        var dictionary = new DictionaryToken(new Dictionary<NameToken, IToken>
        {
            [NameToken.DecodeParms] = parameters,
            [NameToken.Height] = new NumericToken(height),
            [NameToken.Filter] = NameToken.CcittfaxDecode,
        });
        return DefaultFilterProvider.Instance.GetFilters(dictionary)[0].Decode(strip, dictionary, DefaultFilterProvider.Instance, 0);
    }
}
