using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ChatBot.Tests.Localization;

public sealed partial class ResourceFilesTests
{
    [Fact]
    public void Every_language_has_the_same_texts()
    {
        var english = ResourceFiles.English;
        Assert.NotEmpty(ResourceFiles.Translations);
        foreach (var file in ResourceFiles.Translations)
        {
            var other = ResourceFiles.Read(file);
            Assert.True(english.Keys.Except(other.Keys).ToArray() is [], $"{Path.GetFileName(file)} lacks {string.Join(", ", english.Keys.Except(other.Keys))}");
            Assert.True(other.Keys.Except(english.Keys).ToArray() is [], $"Only {Path.GetFileName(file)} has {string.Join(", ", other.Keys.Except(english.Keys))}");
        }
    }

    [Fact]
    public void Every_language_has_the_same_gaps_in_a_text()
    {
        var english = ResourceFiles.English;
        foreach (var file in ResourceFiles.Translations)
        {
            foreach (var (key, text) in ResourceFiles.Read(file))
                Assert.True(Gaps(english[key]).SequenceEqual(Gaps(text)), $"{key} in {Path.GetFileName(file)}: {english[key]} / {text}");
        }
    }

    [Fact]
    public void No_text_is_empty_or_has_a_straight_quotation_mark()
    {
        foreach (var file in ResourceFiles.Translations.Append(Path.Combine(ResourceFiles.Folder, "Strings.resx")))
        {
            foreach (var (key, text) in ResourceFiles.Read(file))
            {
                Assert.False(string.IsNullOrWhiteSpace(text), key);
                Assert.DoesNotContain('"', text);
            }
        }
    }

    // Texts added on two branches merge by lines; a text over two lines would be torn.
    [Fact]
    public void A_text_is_one_line_of_its_file()
    {
        foreach (var file in ResourceFiles.Translations.Append(Path.Combine(ResourceFiles.Folder, "Strings.resx")))
        {
            var lines = File.ReadAllLines(file).Where(line => line.Contains("<data ", StringComparison.Ordinal)).ToList();
            Assert.Equal(XDocument.Load(file).Root!.Elements("data").Count(), lines.Count);
            Assert.All(lines, line => Assert.EndsWith("</data>", line, StringComparison.Ordinal));
        }
    }

    private static IEnumerable<string> Gaps(string text) => Gap().Matches(text).Select(match => match.Value).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\{\d[^}]*\}")]
    private static partial Regex Gap();
}
