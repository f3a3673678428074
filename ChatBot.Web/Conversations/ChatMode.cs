namespace ChatBot.Web.Conversations;

/// <summary>Where a chat's answers come from. A chat is in one mode at a time; each question keeps the mode it was asked in.</summary>
public enum ChatMode
{
    /// <summary>The language model writes the answer.</summary>
    Auto,

    /// <summary>The answer is a place in the chat's documents, marked and never made up.</summary>
    Masked,
}
