using System.Text.Json;
using ChatBot.Inference.Tokenization;

namespace ChatBot.Tests.Tokenization;

public sealed class UnigramTests
{
    private static readonly (string Unit, double Score)[] Letters =
        [("<unk>", 0), ("a", 0), ("b", 0), ("c", 0), ("d", 0), ("cd", 1), ("ab", 2), ("abc", 5), ("abcd", 10)];

    // The example in the documentation of Hugging Face's Unigram model.
    [Fact]
    public void The_units_whose_scores_sum_highest_are_taken_and_unknown_neighbours_are_one()
    {
        var tokens = Load(Letters, unknown: 0).EncodeWithOffsets("abcdacdxx");

        Assert.Equal([(8, 0, 4), (1, 4, 5), (5, 5, 7), (0, 7, 9)], tokens.Select(token => (token.Id, token.Start, token.End)));
    }

    [Property]
    public void No_other_cut_scores_higher(int[] letters, byte[] scores)
    {
        var text = string.Concat(letters.Take(9).Select(letter => "abcd"[(letter & int.MaxValue) % 4]));
        var units = Letters.Select((unit, i) => (unit.Unit, i == 0 ? -30.0 : -(i < scores.Length ? scores[i] : i) / 8.0)).ToArray();

        var ids = Load(units, unknown: 0).Encode(text);

        Assert.Equal(text, string.Concat(ids.Select(id => units[id].Unit)));
        Assert.Equal(Best(text, units), ids.Sum(id => units[id].Item2), 1e-9);
    }

    [Fact]
    public void Bytes_stand_for_unknown_characters_where_the_vocabulary_has_all_of_them()
    {
        (string, double)[] units = [("<unk>", 0), ("a", -1), .. Enumerable.Range(0, 256).Select(value => ($"<0x{value:X2}>", -20.0))];
        var tokenizer = Load(units, unknown: 0, byteFallback: true);

        Assert.Equal([1, 2 + 0xC3, 2 + 0xA9, 2 + 0xE2, 2 + 0x82, 2 + 0xAC, 1], tokenizer.Encode("aé€a"));
        Assert.Equal([1, 0, 1], Load(units[..40], unknown: 0, byteFallback: true).Encode("aé€a"));
    }

    [Fact]
    public void A_whole_reader_tokenizer_of_this_kind_marks_spaces_and_frames_pairs()
    {
        var tokenizer = Tokenizers.FromJson("""
            {"normalizer":{"type":"NFKC"},"pre_tokenizer":{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true},
             "decoder":{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true},
             "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],
              "pair":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"</s>","type_id":0}},
                {"SpecialToken":{"id":"</s>","type_id":0}},{"Sequence":{"id":"B","type_id":0}},{"SpecialToken":{"id":"</s>","type_id":0}}],
              "special_tokens":{"<s>":{"id":"<s>","ids":[0],"tokens":["<s>"]},"</s>":{"id":"</s>","ids":[1],"tokens":["</s>"]}}},
             "added_tokens":[{"id":0,"content":"<s>","special":true},{"id":1,"content":"</s>","special":true},{"id":2,"content":"<unk>","special":true}],
             "model":{"type":"Unigram","unk_id":2,"vocab":[["<s>",0],["</s>",0],["<unk>",0],["▁Who",-3],["▁",-5],["is",-4],["▁is",-3.5],["w",-6],["h",-6],["o",-6]]}}
            """);

        var tokens = tokenizer.EncodeWithOffsets("Who  is ｗho");

        Assert.Equal([(3, 0, 3), (4, 3, 4), (6, 4, 7), (4, 7, 8), (7, 8, 9), (8, 9, 10), (9, 10, 11)],
            tokens.Select(token => (token.Id, token.Start, token.End)));
        Assert.Equal("Who  is who", tokenizer.Decode([.. tokens.Select(token => token.Id)]));
        Assert.Equal([1, 1], tokenizer.Pair.Middle);
    }

    [Fact]
    public void A_long_text_is_cut_in_time_that_grows_with_its_length()
    {
        var text = string.Concat(Enumerable.Repeat("abcdacdb", 100_000));

        Assert.Equal(text.Length, Load(Letters, unknown: 0).EncodeWithOffsets(text)[^1].End);
    }

    private static double Best(string text, (string Unit, double Score)[] units) => text.Length == 0 ? 0 : units
        .Where(unit => text.StartsWith(unit.Unit, StringComparison.Ordinal))
        .Max(unit => unit.Score + Best(text[unit.Unit.Length..], units));

    private static TextTokenizer Load((string Unit, double Score)[] units, int unknown, bool byteFallback = false) => Tokenizers.FromJson(
        JsonSerializer.Serialize(new
        {
            model = new { type = "Unigram", unk_id = unknown, byte_fallback = byteFallback, vocab = units.Select(unit => new object[] { unit.Unit, unit.Score }) },
        }));
}
