using System.Globalization;
using ChatBot.Inference.Tokenization.PreTokenization;

namespace ChatBot.Tests.Tokenization;

public sealed class PatternTests
{
    [Fact]
    public void Every_stand_in_is_of_the_category_it_stands_for()
    {
        Assert.All(AstralShadow.StandIns, pair => Assert.Equal(pair.Key, CharUnicodeInfo.GetUnicodeCategory(pair.Value)));
        Assert.Equal(
            Enum.GetValues<UnicodeCategory>().Except([
                UnicodeCategory.Surrogate, UnicodeCategory.SpaceSeparator, UnicodeCategory.LineSeparator,
                UnicodeCategory.ParagraphSeparator, UnicodeCategory.Control]),
            AstralShadow.StandIns.Keys.Order());
    }

    [Theory]
    [InlineData(@"a++b", "aaab ab", "aaab|ab")]
    [InlineData(@"a*+a", "aaa", "")]
    [InlineData(@"x?+x", "xx x", "xx")]
    [InlineData(@"(?:ab)++c", "ababc", "ababc")]
    [InlineData(@"[a-c&&[^b]]+", "abcab", "a|ca")]
    [InlineData(@"[^a[bc]]+", "abcde", "de")]
    [InlineData(@"[[:digit:]x]+", "a12x3", "12x3")]
    [InlineData(@"[^[:digit:]]", "1a2", "a")]
    [InlineData(@"[\W]+", "a-!b", "-!")]
    [InlineData(@"\w+", "a²½_1 ⅓⁴x", "a²½_1|x")]
    [InlineData(@"\W+", "a⅓- b", "⅓- ")]
    [InlineData(@"\b.", "aा² -½", "a| |½")]
    [InlineData(@"\B.", "aा² -", "ा|²|-")]
    [InlineData(@"[[:graph:]]+", "a😀! b\u00A0\u0378c\n", "a😀!|b|c")]
    [InlineData(@"[[:print:]]+", "a! b\u00A0c\td", "a! b\u00A0c|d")]
    [InlineData(@"[[:ascii:]]+|\P{ASCII}", "aé~", "a|é|~")]
    [InlineData(@"\p{Any}", "a\n", "a|\n")]
    [InlineData(@"\p{Assigned}+", "a\u0378b", "a|b")]
    [InlineData(@"\p{White_Space}+", "a \u3000b", " \u3000")]
    [InlineData(@"\p{Lowercase}+|\p{Uppercase}+", "aʰᴬBⅧ1", "aʰᴬ|BⅧ")]
    [InlineData(@"\p{^L}+", "ab12", "12")]
    [InlineData(@"\p{Letter}+", "ab12", "ab")]
    [InlineData(@"\p{Han}+", "ab日本あ𠀀", "日本|𠀀")]
    [InlineData(@"\P{Han}+", "ab日本a", "ab|a")]
    [InlineData(@"\x{41}|\x42|\u0043", "ABCD", "A|B|C")]
    [InlineData(@"\h+", "xyzBEEF", "BEEF")]
    [InlineData(@"\H+", "xyzBEEF-", "xyz|-")]
    [InlineData(@"[\H&&[^z]]+", "xyzBEEF-", "xy|-")]
    [InlineData(@"\p{Arabic}+", "ab سلام cd", "سلام")]
    [InlineData(@"\p{Script=Greek}+|\p{sc=latin}+", "abc αβγ", "abc|αβγ")]
    [InlineData(@"\p{Cyrillic}+", "𝐀𝐛 Жук", "Жук")]
    [InlineData(@"[^\p{Thai}]+", "ไทยabc", "abc")]
    [InlineData(@"a{,2}b", "aaab", "aab")]
    [InlineData(@"a{2}+b", "aaaab", "aaaab")]
    [InlineData(@"^b$", "a\nb\nc", "b")]
    [InlineData(@"[a\-c]+", "a-cb", "a-c")]
    [InlineData(@"[\]\[]+", "a[]b", "[]")]
    [InlineData(@"\p{Lu}\p{Ll}", "𝐀𝐛 Ab", "𝐀𝐛|Ab")]
    public void A_pattern_means_what_it_means_to_the_reference(string pattern, string text, string matches)
    {
        var found = new List<PatternSpan>();
        RegexPattern.Parse(pattern).Find(text, found);

        Assert.Equal(matches, string.Join('|', found.Where(span => span.IsMatch).Select(span => text[span.Start..span.End])));
        Assert.Equal(text, string.Concat(found.Select(span => text[span.Start..span.End])));
    }
}
