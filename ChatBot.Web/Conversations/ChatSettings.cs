using System.ComponentModel.DataAnnotations;

namespace ChatBot.Web.Conversations;

/// <summary>The section <c>Chat</c> of the configuration.</summary>
internal sealed class ChatSettings
{
    /// <summary>The section's name.</summary>
    public const string Section = "Chat";

    /// <summary>What the model is told before every conversation; empty for nothing.</summary>
    public string SystemPrompt { get; set; } = "";

    /// <summary>The longest message a person may send, in UTF-16 code units.</summary>
    [Range(1, 2_000_000)]
    public int MessageLength { get; set; } = 250_000;

    /// <summary>The most tokens an answer may have; null leaves it to the model.</summary>
    [Range(1, int.MaxValue)]
    public int? MaxOutputTokens { get; set; }

    /// <summary>Sampling temperature, 0 for greedy; null leaves it to the model.</summary>
    [Range(0.0, 5.0)]
    public float? Temperature { get; set; }

    /// <summary>Nucleus sampling, 0 to 1; null leaves it to the model.</summary>
    [Range(0.0, 1.0)]
    public float? TopP { get; set; }

    /// <summary>What these settings set for all chats.</summary>
    internal ChatOverrides Configured => new(SystemPrompt: SystemPrompt, Temperature: Temperature, TopP: TopP, MaxOutputTokens: MaxOutputTokens);

    /// <summary>How long a deleted chat or message can be brought back.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan UndoTime { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>The file of the database; empty for <c>chats.db</c> in the data folder.</summary>
    public string Database { get; set; } = "";
}
