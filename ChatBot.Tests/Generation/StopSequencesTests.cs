using ChatBot.Inference.Generation;
using FsCheck;
using FsCheck.Fluent;

namespace ChatBot.Tests.Generation;

public sealed class StopSequencesTests
{
    [Theory]
    [InlineData("the end§ and more", "§", "the end")]
    [InlineData("no stop here", "§", "no stop here")]
    [InlineData("aab", "ab", "a")]
    [InlineData("§", "§", "")]
    [InlineData("ends with a beginning of STO", "STOP", "ends with a beginning of STO")]
    public void The_text_ends_before_the_stop_string(string text, string stop, string expected) =>
        Assert.Equal(expected, Stream(text.Select(c => c.ToString()), stop));

    [Fact]
    public void The_earliest_match_wins_even_when_a_shorter_one_is_complete_first() =>
        Assert.Equal("1 ", Stream(["1 <a", "b", "c> 2"], "b", "<abc>"));

    [Fact]
    public void A_longer_stop_string_that_does_not_come_true_gives_way_to_the_shorter_one() =>
        Assert.Equal("1 <a", Stream(["1 <a", "b", "x> 2"], "b", "<abc>"));

    [Fact]
    public void Only_a_suffix_that_could_become_a_stop_string_is_held_back()
    {
        var stops = new StopSequences(["<|end|>"]);
        Assert.Equal("a < b and ", stops.Append("a < b and <|e"));
        Assert.Equal("<|e x", stops.Append(" x"));
        Assert.Equal("", stops.Flush());
    }

    [Property]
    public Property However_the_text_is_cut_the_result_is_the_text_up_to_the_earliest_stop() =>
        Prop.ForAll(
            Gen.Elements('a', 'b', '§').ArrayOf().Select(c => new string(c)).ToArbitrary(),
            Gen.Elements("a", "ab", "ba", "aab", "bab", "§", "§a", "abab").ListOf(2).ToArbitrary(),
            Gen.Choose(1, 4).ListOf(40).ToArbitrary(),
            (text, stops, cuts) =>
            {
                var end = stops.Select(stop => text.IndexOf(stop, StringComparison.Ordinal)).Where(at => at >= 0).DefaultIfEmpty(text.Length).Min();
                return Stream(Cut(text, cuts), [.. stops]) == text[..end];
            });

    private static IEnumerable<string> Cut(string text, IEnumerable<int> lengths)
    {
        var at = 0;
        foreach (var length in lengths)
        {
            if (at >= text.Length) yield break;
            var take = Math.Min(length, text.Length - at);
            yield return text.Substring(at, take);
            at += take;
        }

        if (at < text.Length) yield return text[at..];
    }

    private static string Stream(IEnumerable<string> pieces, params string[] stops)
    {
        var filter = new StopSequences(stops);
        var shown = "";
        foreach (var piece in pieces)
        {
            shown += filter.Append(piece);
            if (filter.Stopped) break;
        }

        return shown + filter.Flush();
    }
}
