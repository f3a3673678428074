using System.Globalization;
using ChatBot.Inference.Answering;

namespace ChatBot.Tests.Answering;

public class WordBordersTests
{
    [Theory]
    [InlineData("The [tow]er is tall", "tower")]
    [InlineData("it costs 1[,250].00 euros", "1,250.00")]
    [InlineData("it costs 1,[250]. Then", "1,250")]
    [InlineData("at 12[:]30 sharp", "12:30")]
    [InlineData("we do[n]'t know", "don't")]
    [InlineData("the rock’[n]’roll band", "rock’n’roll")]
    [InlineData("made of wrought-[iro]n", "iron")]
    [InlineData("in [I]\u0307stanbul", "I\u0307stanbul")]
    [InlineData("a caf[e]\u0301 there", "cafe\u0301")]
    [InlineData("so 👩[\u200D]👩 it is", "👩‍👩")]
    [InlineData("答案是[北京]市", "北京")]
    [InlineData("pi is 3.[1]4", "3.14")]
    [InlineData("von Mü[ll]er", "Müller")]
    [InlineData("tel. 030[/]12", "/")]
    [InlineData("write to [marta].k-b@mail.example.org, please", "marta.k-b@mail.example.org")]
    [InlineData("write to anna@[mail].org. Thanks", "anna@mail.org")]
    [InlineData("at the [end].next follows", "end")]
    [InlineData("two @ [three].four", "three")]
    public void A_range_grows_to_whole_words(string marked, string expected)
    {
        var (text, start, end) = Unmark(marked);
        (start, end) = WordBorders.Widen(text, start, end);
        Assert.Equal(expected, text[start..end]);
    }

    [Theory]
    [InlineData("[“Paris,” ]he said", "Paris")]
    [InlineData("[(see above)]", "see above")]
    [InlineData("[f(x)]", "f(x)")]
    [InlineData("[(f(x))]", "f(x)")]
    [InlineData("[(CH3)2CO.]", "(CH3)2CO")]
    [InlineData("lives in the [U.S.] today", "U.S.")]
    [InlineData("lives in [Rome.] Today", "Rome")]
    [InlineData("[ -5 °C,]", "-5 °C")]
    [InlineData("[– a dash]", "a dash")]
    [InlineData("[50%.]", "50%")]
    [InlineData("[#1!]", "#1")]
    [InlineData("[€ 5;]", "€ 5")]
    [InlineData("[\u00A0\r\nyes\f]", "yes")]
    [InlineData("[.\u0301\u0301 x.\u0301]", "x")]
    [InlineData("[.,;]", "")]
    [InlineData("[.5 percent]", ".5 percent")]
    public void Loose_edges_are_taken_off(string marked, string expected)
    {
        var (text, start, end) = Unmark(marked);
        (start, end) = EdgeTrimming.Trim(text, start, end);
        Assert.Equal(expected, text[start..end]);
    }

    [Property(Arbitrary = [typeof(DocumentTexts)], MaxTest = 1000)]
    public void Whatever_the_text_and_range_both_ends_are_between_words(DocumentText document, int a, int b)
    {
        var text = document.Value;
        var (first, second) = ((int)((uint)a % (text.Length + 1)), (int)((uint)b % (text.Length + 1)));
        var (start, end) = (Math.Min(first, second), Math.Max(first, second));

        var wide = WordBorders.Widen(text, start, end);
        Assert.True(wide.Start >= 0 && wide.Start <= start && wide.End >= end && wide.End <= text.Length);

        var trimmed = EdgeTrimming.Trim(text, wide.Start, wide.End);
        Assert.True(trimmed.Start >= wide.Start && trimmed.Start <= trimmed.End && trimmed.End <= wide.End);
        if (trimmed.Start == trimmed.End) return;
        Assert.False(WordBorders.IsInside(text, trimmed.Start));
        Assert.False(WordBorders.IsInside(text, trimmed.End));
        Assert.False(char.IsWhiteSpace(text[trimmed.Start]) || char.IsWhiteSpace(text[trimmed.End - 1]));
        Assert.Equal(trimmed, EdgeTrimming.Trim(text, trimmed.Start, trimmed.End));
    }

    [Property(Arbitrary = [typeof(DocumentTexts)])]
    public void No_surrogate_pair_or_accented_letter_is_ever_split(DocumentText document)
    {
        var text = document.Value;
        for (var i = 1; i < text.Length; i++)
        {
            var splits = char.IsSurrogatePair(text[i - 1], text[i])
                || CharUnicodeInfo.GetUnicodeCategory(text[i]) == UnicodeCategory.NonSpacingMark;
            if (splits) Assert.True(WordBorders.IsInside(text, i));
        }
    }

    private static (string Text, int Start, int End) Unmark(string marked)
    {
        var start = marked.IndexOf('[', StringComparison.Ordinal);
        var end = marked.IndexOf(']', StringComparison.Ordinal) - 1;
        return (marked.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal), start, end);
    }
}
