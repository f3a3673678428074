using System.Diagnostics;
using ChatBot.Web.Documents;
using ChatBot.Web.Documents.Pdf;
using FsCheck;
using FsCheck.Fluent;
using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Tokens;

namespace ChatBot.Tests.Documents.Pdf;

public sealed class DecodedSizeTests
{
    private static readonly DictionaryToken Nothing = new(new Dictionary<NameToken, IToken>());

    [Property]
    public Property Lzw_data_is_as_long_as_counted() => Prop.ForAll(
        Gen.Choose(0, 3).Select(value => (byte)value).ArrayOf(2000).ToArbitrary(),
        content => DecodedSize.Lzw(Lzw(content)) == content.Length
            && new LzwFilter().Decode(Lzw(content), Nothing, DefaultFilterProvider.Instance, 0).Length == content.Length);

    [Property]
    public Property Run_length_data_is_as_long_as_counted() => Prop.ForAll(
        Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf(300).ToArbitrary(),
        content => DecodedSize.RunLength([.. content.SelectMany(b => new[] { (byte)(257 - 5), b }), 128]) == 5 * content.Length);

    [Fact]
    public void A_bomb_is_refused_before_it_is_unpacked()
    {
        var limits = new DocumentLimits { DecodedStreamBytes = 1_000_000 };
        var filters = new CappedFilters(limits);
        var filter = filters.GetNamedFilters([NameToken.FlateDecode])[0];
        var bomb = TestPdf.Flate(new byte[200_000_000]);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<DecodedTooMuchException>(() => filter.Decode(bomb, Nothing, filters, 0));

        Assert.True(filters.Refused);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
    }

    [Fact]
    public void All_streams_together_have_a_limit_too()
    {
        var filters = new CappedFilters(new DocumentLimits { DecodedStreamBytes = 1_000_000, DecodedBytes = 2_500_000 });
        var filter = filters.GetNamedFilters([NameToken.FlateDecode])[0];
        var stream = TestPdf.Flate(new byte[900_000]);
        for (var i = 0; i < 2; i++) Assert.Equal(900_000, filter.Decode(stream, Nothing, filters, 0).Length);

        Assert.Throws<DecodedTooMuchException>(() => filter.Decode(stream, Nothing, filters, 0));
    }

    // A plain encoder: no dictionary but the codes of the format, cleared before it is full.
    private static byte[] Lzw(byte[] content)
    {
        var output = new List<byte>();
        var (buffer, held) = (0, 0);
        void Put(int code, int bits)
        {
            buffer = (buffer << bits) | code;
            held += bits;
            while (held >= 8) output.Add((byte)(buffer >> (held -= 8)));
            buffer &= (1 << held) - 1;
        }

        var table = new Dictionary<(int Prefix, byte Next), int>();
        var next = 258;
        int Bits() => next switch { >= 2048 => 12, >= 1024 => 11, >= 512 => 10, _ => 9 };
        Put(256, 9);
        var prefix = -1;
        foreach (var b in content)
        {
            if (prefix < 0) prefix = b;
            else if (table.TryGetValue((prefix, b), out var code)) prefix = code;
            else
            {
                Put(prefix, Bits());
                table[(prefix, b)] = next++;
                prefix = b;
            }
        }

        if (prefix >= 0)
        {
            Put(prefix, Bits());
            next++;
        }

        Put(257, Bits());
        Put(0, 7);
        Debug.Assert(next < 4000);
        return [.. output];
    }
}
