using System.Globalization;
using ChatBot.Inference;
using ChatBot.Web.Conversations;
using ChatBot.Web.Localization;

namespace ChatBot.Web.Components.Settings;

/// <summary>One of a chat's settings that is a number: its words, its range, and where it is kept.</summary>
public sealed class SettingNumber
{
    private SettingNumber(string id, double least, double most, bool isWhole = false) => (Id, Least, Most, IsWhole) = (id, least, most, isWhole);

    /// <summary>Sampling temperature.</summary>
    public static SettingNumber Temperature { get; } = new("temperature", 0, 5);

    /// <summary>Nucleus sampling.</summary>
    public static SettingNumber TopP { get; } = new("top-p", 0.01, 1);

    /// <summary>The most likely tokens only.</summary>
    public static SettingNumber TopK { get; } = new("top-k", 0, 100_000, isWhole: true);

    /// <summary>The most tokens of an answer.</summary>
    public static SettingNumber MaxOutputTokens { get; } = new("length", 1, 1_000_000, isWhole: true);

    /// <summary>Repetition penalty.</summary>
    public static SettingNumber RepetitionPenalty { get; } = new("repetition", 0.01, 10);

    /// <summary>All, in the order of the page.</summary>
    public static IReadOnlyList<SettingNumber> All { get; } = [Temperature, TopP, TopK, MaxOutputTokens, RepetitionPenalty];

    /// <summary>Names it in the page's markup.</summary>
    public string Id { get; }

    /// <summary>The least it may be.</summary>
    public double Least { get; }

    /// <summary>The most it may be.</summary>
    public double Most { get; }

    /// <summary>Whether it counts something.</summary>
    public bool IsWhole { get; }

    /// <summary>Its name in the reader's language.</summary>
    public string Name => this switch
    {
        _ when this == Temperature => Strings.Settings_TemperatureName,
        _ when this == TopP => Strings.Settings_TopPName,
        _ when this == TopK => Strings.Settings_TopKName,
        _ when this == MaxOutputTokens => Strings.Settings_LengthName,
        _ => Strings.Settings_RepetitionName,
    };

    /// <summary>What it does, in the reader's language.</summary>
    public string Hint => this switch
    {
        _ when this == Temperature => Strings.Settings_TemperatureHint,
        _ when this == TopP => Strings.Settings_TopPHint,
        _ when this == TopK => Strings.Settings_TopKHint,
        _ when this == MaxOutputTokens => Strings.Settings_LengthHint,
        _ => Strings.Settings_RepetitionHint,
    };

    /// <summary>Its value in a chat's settings; null where it is left to the model.</summary>
    public double? Of(ChatOverrides overrides) => this switch
    {
        _ when this == Temperature => overrides.Temperature,
        _ when this == TopP => overrides.TopP,
        _ when this == TopK => overrides.TopK,
        _ when this == MaxOutputTokens => overrides.MaxOutputTokens,
        _ => overrides.RepetitionPenalty,
    };

    /// <summary>What it is where the chat says nothing, as text.</summary>
    /// <param name="defaults">What the model does of itself.</param>
    /// <param name="configured">What the server's configuration sets for all chats.</param>
    public string DefaultOf(ModelDefaults defaults, ChatOverrides configured) => Text(Of(configured) ?? this switch
    {
        _ when this == Temperature => defaults.Temperature,
        _ when this == TopP => defaults.TopP,
        _ when this == TopK => defaults.TopK,
        _ when this == MaxOutputTokens => defaults.MaxOutputTokens,
        _ => defaults.RepetitionPenalty,
    });

    /// <summary>A value as the reader writes it. Values are kept in single precision, and 0.7 shall not show as 0.699999988.</summary>
    public string Text(double value) => ((float)value).ToString(IsWhole ? "0" : "0.####", CultureInfo.CurrentCulture);

    /// <summary>Reads what was typed, with a point or a comma.</summary>
    /// <returns>Whether it is a number within the range.</returns>
    public bool TryRead(string text, out double value) =>
        double.TryParse(text.Trim().Replace(',', '.'), IsWhole ? NumberStyles.None : NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value)
        && value >= Least && value <= Most;
}
