using System.Globalization;
using System.Reflection;
using ChatBot.Inference.Generation;
using ChatBot.Inference.Models;
using ChatBot.Web.Conversations;
using ChatBot.Web.Conversations.Storage;
using ChatBot.Web.Localization;

namespace ChatBot.Tests.Localization;

/// <summary>What the library of models tells in English, the page tells in its language.</summary>
public sealed class ModelTextTests
{
    private static readonly CultureInfo German = CultureInfo.GetCultureInfo("de");

    public static TheoryData<string> Keys =>
        [.. typeof(ModelTexts).GetMembers(BindingFlags.Public | BindingFlags.Static).Where(member => member is PropertyInfo || member is MethodInfo { IsSpecialName: false }).Select(member => member.Name)];

    [Theory]
    [MemberData(nameof(Keys))]
    public void Every_sentence_reads_in_English_as_in_the_library_and_otherwise_in_German(string key)
    {
        var member = typeof(ModelTexts).GetMember(key).Single();
        var text = member is PropertyInfo property
            ? (ModelText)property.GetValue(null)!
            : (ModelText)((MethodInfo)member).Invoke(null, [.. ((MethodInfo)member).GetParameters().Select(parameter => parameter.ParameterType == typeof(long) ? 12_345L : (object)parameter.Name!)])!;

        Assert.Equal(key, text.Key);
        Assert.Equal(text.ToString(), text.InWords());
        In(German, () => Assert.NotEqual(text.ToString(), text.InWords()));
        In(German, () => Assert.All(text.Values.OfType<string>(), value => Assert.Contains(value, text.InWords(), StringComparison.Ordinal)));
    }

    [Fact]
    public void A_sentence_that_is_known_in_English_only_is_told_as_it_is()
    {
        ModelText text = "It ends too early.";

        In(German, () => Assert.Equal("It ends too early.", text.InWords()));
    }

    [Fact]
    public void A_failure_that_was_stored_in_one_language_is_read_in_another()
    {
        var file = new ModelUnavailableException(new("phi/model.onnx", ModelTexts.CutOff(1_000, 574_720), ModelTexts.DownloadFile));
        var stored = ChatJson.Write(AnswerFailure.From(file), ChatJson.Plain.AnswerFailure);
        var length = ChatJson.Write(AnswerFailure.From(new PromptTooLongException(5_000, 4_096)), ChatJson.Plain.AnswerFailure);

        In(German, () =>
        {
            var read = ChatJson.Read(stored, ChatJson.Plain.AnswerFailure)!;
            Assert.Equal("Die Datei ist 1.000 Byte lang, und das Modell braucht 574.720: Der Download wurde abgebrochen.", read.ReasonInWords);
            Assert.Equal("Die Datei neu herunterladen.", read.RemedyInWords);
            Assert.Contains("5.000", ChatJson.Read(length, ChatJson.Plain.AnswerFailure)!.ReasonInWords, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("""{"reason":"It broke.","remedy":"Mend it."}""")]
    [InlineData("""{"reason":"It broke.","remedy":"Mend it.","reasonKey":{"name":"Model_CutOff","values":["1"]},"remedyKey":{"name":"NoSuchText"}}""")]
    [InlineData("""{"reason":"It broke.","remedy":"Mend it.","reasonKey":{},"remedyKey":{"name":""}}""")]
    public void A_failure_of_another_version_keeps_its_words(string json)
    {
        var failure = ChatJson.Read(json, ChatJson.Plain.AnswerFailure)!;

        Assert.Equal(("It broke.", "Mend it."), (failure.ReasonInWords, failure.RemedyInWords));
    }

    // The thread speaks English again afterwards.
    private static void In(CultureInfo culture, Action look)
    {
        var before = CultureInfo.CurrentCulture;
        Languages.Speak(culture);
        try
        {
            look();
        }
        finally
        {
            Languages.Speak(before);
        }
    }
}
