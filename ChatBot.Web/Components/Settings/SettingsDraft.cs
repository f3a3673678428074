using ChatBot.Web.Conversations;
using ChatBot.Web.Localization;

namespace ChatBot.Web.Components.Settings;

/// <summary>A chat's settings while they are being written: texts, which need not make sense yet.</summary>
internal sealed class SettingsDraft
{
    private readonly Dictionary<SettingNumber, string> _numbers = [];

    /// <summary>The model's name; null or blank for the server's choice.</summary>
    public string? Model { get; set; }

    /// <summary>The system prompt; null for the server's.</summary>
    public string? SystemPrompt { get; set; }

    /// <summary>Whether everything is left to the model and the server.</summary>
    public bool IsEmpty => string.IsNullOrEmpty(Model) && SystemPrompt is null && _numbers.Count == 0;

    /// <summary>A number as it was typed; null where it is left to the model.</summary>
    public string? this[SettingNumber number]
    {
        get => _numbers.GetValueOrDefault(number);
        set
        {
            if (string.IsNullOrWhiteSpace(value)) _numbers.Remove(number);
            else _numbers[number] = value;
        }
    }

    /// <summary>Begins with what a chat has.</summary>
    public static SettingsDraft Of(ChatOverrides overrides)
    {
        var draft = new SettingsDraft { Model = overrides.Model, SystemPrompt = overrides.SystemPrompt };
        foreach (var number in SettingNumber.All)
            if (number.Of(overrides) is { } value) draft[number] = number.Text(value);
        return draft;
    }

    /// <summary>Makes settings of the texts.</summary>
    /// <param name="problems">Gets what is wrong, in words for the reader.</param>
    /// <returns>The settings; null where something is wrong.</returns>
    public ChatOverrides? Read(IDictionary<SettingNumber, string> problems)
    {
        var values = new Dictionary<SettingNumber, double>();
        foreach (var (number, text) in _numbers)
        {
            if (number.TryRead(text, out var value)) values[number] = value;
            else problems[number] = (number.IsWhole ? Strings.Settings_NotWhole : Strings.Settings_NotNumber).With(number.Least, number.Most);
        }

        if (problems.Count > 0) return null;
        return new(
            string.IsNullOrEmpty(Model) ? null : Model, SystemPrompt, (float?)Value(SettingNumber.Temperature), (float?)Value(SettingNumber.TopP),
            (int?)Value(SettingNumber.TopK), (int?)Value(SettingNumber.MaxOutputTokens), (float?)Value(SettingNumber.RepetitionPenalty));

        double? Value(SettingNumber number) => values.TryGetValue(number, out var value) ? value : null;
    }
}
