using ChatBot.Web.Conversations;
using ChatBot.Web.Masked;

namespace ChatBot.Web.Components.Chat;

/// <summary>
/// What the messages of a chat ask of the page that shows them. Called on the page's circuit. What is refused comes back as a
/// <see cref="Receipt"/> where the message itself can say why, and is told by the page otherwise.
/// </summary>
public sealed record MessageActions
{
    /// <summary>Where a message stands among those written in its place.</summary>
    public Func<Message, Branches> BranchesOf { get; init; } = _ => new(0, 1);

    /// <summary>Looks at the message before (-1) or behind (1) another that was written in the same place.</summary>
    public Action<Message, int> Select { get; init; } = (_, _) => { };

    /// <summary>Asks another question in the place of one.</summary>
    public Func<Question, string, Receipt> Edit { get; init; } = (_, _) => Receipt.Accepted;

    /// <summary>Deletes a question with its answers.</summary>
    public Action<Question> Delete { get; init; } = _ => { };

    /// <summary>Asks the question of an answer again.</summary>
    public Action<Answer> Regenerate { get; init; } = _ => { };

    /// <summary>Whether the model can go on with an answer from where it ended.</summary>
    public Func<Answer, bool> CanContinue { get; init; } = _ => false;

    /// <summary>Has the model go on with an answer.</summary>
    public Action<Answer> Continue { get; init; } = _ => { };

    /// <summary>Shows the place of a passage.</summary>
    public Action<Citation> Cite { get; init; } = _ => { };
}
