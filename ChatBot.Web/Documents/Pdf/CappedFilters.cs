using System.IO.Compression;
using System.Runtime.InteropServices;
using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Tokens;

namespace ChatBot.Web.Documents.Pdf;

/// <summary>Thrown when a compressed stream unpacks to more than it may.</summary>
internal sealed class DecodedTooMuchException(long limit)
    : Exception($"A compressed stream unpacks to more than {DocumentLimits.Size(limit)}.");

/// <summary>
/// PdfPig's filters, with a limit on what one stream and all streams together may unpack to. The size is counted without keeping the
/// data before the real filter runs, so that a decompression bomb ends early. One for each document; not thread-safe.
/// </summary>
internal sealed class CappedFilters(DocumentLimits limits) : IFilterProvider
{
    private readonly Dictionary<IFilter, IFilter> _capped = new(ReferenceEqualityComparer.Instance);
    private long _total;

    /// <summary>Whether a stream was refused, also where the parser went on without it.</summary>
    public bool Refused { get; private set; }

    public IReadOnlyList<IFilter> GetFilters(DictionaryToken dictionary) => Cap(DefaultFilterProvider.Instance.GetFilters(dictionary));

    public IReadOnlyList<IFilter> GetNamedFilters(IReadOnlyList<NameToken> names) => Cap(DefaultFilterProvider.Instance.GetNamedFilters(names));

    public IReadOnlyList<IFilter> GetAllFilters() => Cap(DefaultFilterProvider.Instance.GetAllFilters());

    private IFilter[] Cap(IReadOnlyList<IFilter> filters)
    {
        var result = new IFilter[filters.Count];
        for (var i = 0; i < result.Length; i++)
        {
            if (!_capped.TryGetValue(filters[i], out var capped)) _capped[filters[i]] = capped = new Capped(this, filters[i]);
            result[i] = capped;
        }

        return result;
    }

    private DecodedTooMuchException Refuse(long limit)
    {
        Refused = true;
        return new DecodedTooMuchException(limit);
    }

    private sealed class Capped(CappedFilters owner, IFilter inner) : IFilter
    {
        public bool IsSupported => inner.IsSupported;

        public Memory<byte> Decode(Memory<byte> input, DictionaryToken streamDictionary, IFilterProvider filterProvider, int filterIndex)
        {
            var limit = owner.Limit;
            var size = inner switch
            {
                FlateFilter => FlateSize(input, limit),
                LzwFilter => DecodedSize.Lzw(input.Span),
                RunLengthFilter => DecodedSize.RunLength(input.Span),
                _ => input.Length,
            };
            if (size > limit) throw owner.Refuse(limit);
            var output = inner.Decode(input, streamDictionary, filterProvider, filterIndex);
            owner._total += output.Length;
            return output;
        }

        private static long FlateSize(Memory<byte> input, long limit)
        {
            if (input.Length <= 2 || input.Length * 1040L <= Math.Min(limit, 1 << 20)) return 0; // deflate reaches 1:1032 at most
            var buffer = new byte[81920];
            long size = 0;
            var bytes = MemoryMarshal.TryGetArray<byte>(input, out var segment) ? segment : input.ToArray();
            using var packed = new MemoryStream(bytes.Array!, bytes.Offset + 2, bytes.Count - 2, writable: false);
            using var deflate = new DeflateStream(packed, CompressionMode.Decompress);
            try
            {
                while (size <= limit && deflate.Read(buffer) is var read and > 0) size += read;
            }
            catch (InvalidDataException)
            {
                // Damaged from here on: the real filter keeps what comes before, and that has been counted.
            }

            return size;
        }
    }

    private long Limit => Math.Min(limits.DecodedStreamBytes, Math.Max(0, limits.DecodedBytes - _total));
}
