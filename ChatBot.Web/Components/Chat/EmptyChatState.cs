using ChatBot.Web.Conversations;

namespace ChatBot.Web.Components.Chat;

/// <summary>What a chat is set to in which nothing was said yet.</summary>
/// <param name="Mode">Where its answers will come from.</param>
/// <param name="Overrides">What it does otherwise than the model would.</param>
public sealed record EmptyChatState(ChatMode Mode, ChatOverrides Overrides);
