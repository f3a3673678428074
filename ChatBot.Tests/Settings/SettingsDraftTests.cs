using System.Globalization;
using ChatBot.Inference;
using ChatBot.Web.Components.Settings;
using ChatBot.Web.Conversations;
using ChatBot.Web.Localization;

namespace ChatBot.Tests.Settings;

public sealed class SettingsDraftTests
{
    private static readonly ModelDefaults Defaults = new("tiny", 8192, 0.2f, 0.9f, 50, 8192, 1.1f);

    [Fact]
    public void What_a_chat_has_comes_back_unchanged()
    {
        ChatOverrides overrides = new("phi", "Be kind.", 0.7f, 0.95f, 40, 512, 1.05f);
        Assert.Equal(overrides, SettingsDraft.Of(overrides).Read(new Dictionary<SettingNumber, string>()));
    }

    [Fact]
    public void What_is_left_empty_is_left_to_the_model()
    {
        var draft = SettingsDraft.Of(new(Temperature: 0.7f));
        draft[SettingNumber.Temperature] = " ";
        Assert.True(draft.IsEmpty);
        Assert.Equal(ChatOverrides.None, draft.Read(new Dictionary<SettingNumber, string>()));
    }

    [Theory]
    [InlineData("0.7", 0.7f)]
    [InlineData("0,7", 0.7f)]
    [InlineData(" 1 ", 1f)]
    [InlineData("0", 0f)]
    [InlineData("5", 5f)]
    public void A_number_may_have_a_point_or_a_comma(string typed, float value)
    {
        var draft = new SettingsDraft { [SettingNumber.Temperature] = typed };
        Assert.Equal(value, draft.Read(new Dictionary<SettingNumber, string>())!.Temperature);
    }

    [Theory]
    [InlineData("warm")]
    [InlineData("-1")]
    [InlineData("5.1")]
    [InlineData("1e1")]
    [InlineData("NaN")]
    [InlineData("1.000,5")]
    public void What_is_no_number_of_the_range_is_named_and_nothing_is_taken(string typed)
    {
        Dictionary<SettingNumber, string> problems = [];
        Assert.Null(new SettingsDraft { [SettingNumber.Temperature] = typed, [SettingNumber.TopK] = "2.5" }.Read(problems));
        Assert.Equal("A number from 0 to 5, please.", problems[SettingNumber.Temperature]);
        Assert.Equal("A whole number from 0 to 100,000, please.", problems[SettingNumber.TopK]);
    }

    [Fact]
    public void Every_range_is_one_that_the_chat_takes()
    {
        foreach (var number in SettingNumber.All)
        {
            foreach (var edge in new[] { number.Least, number.Most })
            {
                var draft = new SettingsDraft { [number] = edge.ToString(CultureInfo.InvariantCulture) };
                Assert.Null(draft.Read(new Dictionary<SettingNumber, string>())!.Problem());
            }
        }
    }

    [Fact]
    public void The_default_is_the_servers_setting_or_else_the_models_in_the_readers_writing()
    {
        Assert.Equal("0.2", SettingNumber.Temperature.DefaultOf(Defaults, ChatOverrides.None));
        Assert.Equal("0.6", SettingNumber.Temperature.DefaultOf(Defaults, new(Temperature: 0.6f)));
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de");
        try
        {
            Assert.Equal("1,1", SettingNumber.RepetitionPenalty.DefaultOf(Defaults, ChatOverrides.None));
        }
        finally
        {
            Languages.SpeakEnglish();
        }
    }
}
