using System.Text.Json;
using ChatBot.Inference.Tokenization.Decoding;
using ChatBot.Inference.Tokenization.PreTokenization;

namespace ChatBot.Inference.Tokenization.Reading;

/// <summary>Makes decoders from their section.</summary>
internal static class DecoderReader
{
    /// <returns>A decoder that joins with spaces where the section is absent.</returns>
    public static Decoder Read(JsonElement element) => element.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined
        ? new SimpleDecoder((next, _) => new JoinStage(next))
        : ReadSection(element);

    private static Decoder ReadSection(JsonElement element)
    {
        var section = new JsonSection(element, "decoder");
        switch (section.Type)
        {
            case "Sequence":
                return new SequenceDecoder(section.Parts("decoders", ReadSection));
            case "ByteLevel":
                return new SimpleDecoder((next, _) => new ByteLevelStage(next), fuses: true);
            case "ByteFallback":
                return new SimpleDecoder((next, fused) => fused ? new FuseStage(next) : new ByteFallbackStage(next));
            case "Fuse":
                return new SimpleDecoder((next, _) => new FuseStage(next), fuses: true);
            case "Replace":
                return Replace(section);
            case "Strip":
                var (content, start, stop) = (section.Character("content"), section.Number("start"), section.Number("stop"));
                return new SimpleDecoder((next, fused) => fused
                    ? new FusedStripStage(next, content, start, stop)
                    : new StripStage(next, content, start, stop));
            case "Metaspace":
                var (mark, keep) = (section.Character("replacement"), PreTokenizerReader.Scheme(section) == PrependScheme.Never);
                return new SimpleDecoder((next, fused) => new MetaspaceStage(next, mark, keep, fused));
            case "WordPiece":
                var (prefix, cleanup) = (section.TextOrNull("prefix") ?? "##", section.Flag("cleanup", true));
                return new SimpleDecoder((next, _) => new WordPieceStage(next, prefix, cleanup));
            case "CTC":
                var (pad, delimiter) = (section.TextOrNull("pad_token") ?? "<pad>", section.TextOrNull("word_delimiter_token") ?? "|");
                var tidy = section.Flag("cleanup", true);
                return new SimpleDecoder((next, fused) => new CtcStage(next, pad, tidy ? delimiter : null, fused));
            case "BPEDecoder":
                var suffix = section.TextOrNull("suffix") ?? "</w>";
                return new SimpleDecoder((next, _) => new SuffixStage(next, suffix));
            default:
                throw section.Unsupported();
        }
    }

    private static SimpleDecoder Replace(JsonSection section)
    {
        var content = section.Text("content");
        var element = section.Element("pattern");
        if (PatternReader.Literal(element) is { Length: > 0 } literal)
        {
            return new SimpleDecoder((next, fused) => fused
                ? new FusedReplaceStage(next, literal, content)
                : new ReplaceStage(next, literal, content));
        }

        var pattern = PatternReader.Read(element);
        return new SimpleDecoder((next, fused) => new RegexReplaceStage(next, pattern, content, fused));
    }
}
