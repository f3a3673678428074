using System.Text;
using ChatBot.Inference.Tokenization;

namespace ChatBot.Tests.Tokenization;

public sealed class ScriptTests
{
    /// <summary>The first two are the reference's own examples.</summary>
    [Theory]
    [InlineData("どこで生れ。Yes", "どこで生れ|。|Yes")]
    [InlineData("Apples are りんご 林檎", "Apples are |りんご 林檎")]
    [InlineData("  leading", "leading")]
    [InlineData("   ", "")]
    [InlineData("Жук, 7 𝐀", "Жук|, 7 𝐀")]
    [InlineData("ラーメン屋", "ラーメン屋")]
    public void A_text_is_cut_where_the_script_changes(string text, string pieces)
    {
        // Whole pieces are the vocabulary's only units.
        var vocabulary = string.Join(',', pieces.Split('|').Where(piece => piece.Length > 0).Distinct().Select((piece, id) => $"\"{piece}\":{id + 1}"));
        var tokenizer = Tokenizers.FromJson($$$"""
            {"pre_tokenizer":{"type":"UnicodeScripts"},"model":{"type":"WordLevel","vocab":{"[UNK]":0{{{(vocabulary.Length > 0 ? "," : "")}}}{{{vocabulary}}}},"unk_token":"[UNK]"}}
            """);

        Assert.Equal(pieces, string.Join('|', tokenizer.Encode(text).Select(tokenizer.TokenOf)));
    }

    [Theory]
    [InlineData('a', "Latin")]
    [InlineData('ß', "Latin")]
    [InlineData('ж', "cyrillic")]
    [InlineData('ك', "Arabic")]
    [InlineData('々', "Han")]
    [InlineData('7', "Common")]
    [InlineData('\u0301', "Inherited")]
    public void A_character_has_the_script_that_Unicode_gives_it(char character, string script) =>
        Assert.Equal(UnicodeScripts.Find(script), UnicodeScripts.Of(new Rune(character)));

    [Fact]
    public void What_has_no_script_has_none()
    {
        Assert.Equal(UnicodeScripts.Unknown, UnicodeScripts.Of(new Rune(0x0378)));
        Assert.Equal(UnicodeScripts.Unknown, UnicodeScripts.Of(new Rune(0x10FFFF)));
        Assert.Null(UnicodeScripts.Find("Klingon"));
        Assert.False(UnicodeScripts.TryMembers("Common", out _));
    }
}
