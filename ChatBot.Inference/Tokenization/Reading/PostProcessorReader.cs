using System.Text.Json;

namespace ChatBot.Inference.Tokenization.Reading;

/// <summary>What the <c>post_processor</c> section asks for.</summary>
/// <param name="Pair">The frame of a pair.</param>
/// <param name="Trimming">How offsets are trimmed; null for not at all.</param>
internal sealed record PostProcessing(PairTemplate Pair, OffsetTrimming? Trimming);

/// <summary>Makes frames and trimming from their section.</summary>
internal static class PostProcessorReader
{
    public static PostProcessing Read(JsonElement element)
    {
        var none = new PostProcessing(Frame([], [], [], [], 0, 1), null);
        return element.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? none : Add(none, element);
    }

    private static PostProcessing Add(PostProcessing result, JsonElement element)
    {
        var section = new JsonSection(element, "post_processor");
        switch (section.Type)
        {
            case "Sequence":
                foreach (var part in section.Element("processors").EnumerateArray()) result = Add(result, part);
                return result;
            case "ByteLevel":
                return section.Flag("trim_offsets", true)
                    ? result with { Trimming = new OffsetTrimming(section.Flag("add_prefix_space", true)) }
                    : result;
            case "BertProcessing":
                var (cls, sep) = (TokenId(section, "cls"), TokenId(section, "sep"));
                return result with { Pair = Frame([cls], [sep], [sep], [0, 0, 1], 0, 1) };
            case "RobertaProcessing":
                var (begin, end) = (TokenId(section, "cls"), TokenId(section, "sep"));
                return new PostProcessing(
                    Frame([begin], [end, end], [end], [0, 0, 0, 0], 0, 0),
                    section.Flag("trim_offsets", true) ? new OffsetTrimming(section.Flag("add_prefix_space", true)) : result.Trimming);
            case "TemplateProcessing":
                return result with { Pair = Template(section) };
            default:
                throw section.Unsupported();
        }
    }

    private static PairTemplate Template(JsonSection section)
    {
        var parts = new List<int>[] { [], [], [] };
        var types = new List<int>();
        var sequenceTypes = new int[2];
        var seen = 0;
        foreach (var piece in section.Element("pair").EnumerateArray())
        {
            if (piece.TryGetProperty("Sequence", out var sequence))
            {
                var expected = seen == 0 ? "A" : "B";
                if (seen == 2 || sequence.GetProperty("id").GetString() != expected)
                {
                    throw new InvalidDataException("the post_processor's pair is not one A followed by one B");
                }

                sequenceTypes[seen++] = sequence.GetProperty("type_id").GetInt32();
                continue;
            }

            var special = piece.GetProperty("SpecialToken");
            var type = special.GetProperty("type_id").GetInt32();
            var token = section.Element("special_tokens").GetProperty(special.GetProperty("id").GetString() ?? "");
            foreach (var id in token.GetProperty("ids").EnumerateArray())
            {
                parts[seen].Add(id.GetInt32());
                types.Add(type);
            }
        }

        return Frame([.. parts[0]], [.. parts[1]], [.. parts[2]], [.. types], sequenceTypes[0], sequenceTypes[1]);
    }

    private static int TokenId(JsonSection section, string name) => section.Element(name)[1].GetInt32();

    private static PairTemplate Frame(int[] prefix, int[] middle, int[] suffix, int[] types, int first, int second) => new()
    {
        Prefix = prefix,
        Middle = middle,
        Suffix = suffix,
        FrameTypeIds = types,
        FirstTypeId = first,
        SecondTypeId = second,
    };
}
