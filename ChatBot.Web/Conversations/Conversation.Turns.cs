using ChatBot.Web.Conversations.Storage;

namespace ChatBot.Web.Conversations;

/// <content>What is said: questions, the answers to them, and the ways past both.</content>
public sealed partial class Conversation
{
    /// <summary>Puts a question and its answer, which is going to run, at the end of the path.</summary>
    /// <returns>Whether it was done: not while another answer runs.</returns>
    internal bool TryAsk(Question question, Answer answer) => TryRun(answer, () => _tree.Add(_tree.Tail, question));

    /// <summary>Puts a question beside another, and its answer, which is going to run, below it.</summary>
    /// <returns>Whether it was done: not while another answer runs, and not where the first question is not here.</returns>
    internal bool TryEdit(Question old, Question question, Answer answer) =>
        TryRun(answer, () => Place(old) is { } node ? _tree.Add(node.VisibleParent, question) : null);

    /// <summary>Puts an answer, which is going to run, beside another.</summary>
    /// <returns>Whether it was done, as in <see cref="TryEdit"/>.</returns>
    internal bool TryAnswerAgain(Answer old, Answer answer) => TryRun(answer, () => Place(old)?.Parent);

    /// <summary>Lets the last answer of the path run on.</summary>
    /// <returns>Whether it was done: not while another answer runs.</returns>
    internal bool TryContinue(Answer answer) => Alter(() =>
    {
        if (Running is not null || _messages is not [.., var last] || last != answer || !answer.TryReopen()) return false;
        _running = answer;
        _unsaved.Text(Place(answer)!);
        return true;
    });

    /// <summary>Takes note that an answer has ended.</summary>
    internal void Ended(Answer answer, DateTimeOffset now) => Alter(() =>
    {
        if (_tree.Find(answer.Id) is not { } node) return false;
        // It may have been continued since: then it runs still, and ends once more.
        if (_running == answer && answer.Phase.IsFinal()) _running = null;
        _updatedAt = now.ToStored();
        _unsaved.Text(node);
        return true;
    });

    /// <summary>Marks the running answer for storing where it has grown.</summary>
    /// <param name="length">How long it was the last time, in UTF-16 code units.</param>
    /// <returns>How long it is now; null where none runs.</returns>
    internal int? Checkpoint(int? length)
    {
        if (Running is not { } answer) return null;
        var now = answer.Length;
        if (now == length) return now;
        lock (_gate)
        {
            if (_tree.Find(answer.Id) is { } node) _unsaved.Way(node);
            _unsaved.Next();
        }

        return now;
    }

    /// <summary>Looks at the message before or behind one of those in its place.</summary>
    /// <returns>Whether there is one.</returns>
    internal bool TrySelect(Message message, int direction) => Alter(() =>
    {
        if (Place(message) is not { } node) return false;
        var siblings = node.VisibleParent.Visible;
        var index = siblings.IndexOf(node) + Math.Sign(direction);
        if (index < 0 || index >= siblings.Count || direction == 0) return false;
        _unsaved.Ways(MessageTree.Choose(siblings[index]));
        return true;
    });

    /// <summary>Deletes a question with its answers; what was written after them stays.</summary>
    internal bool TryDelete(Question question, DateTimeOffset now) => Alter(() =>
    {
        if (Place(question) is not { } node) return false;
        foreach (var deleted in MessageTree.Delete(node, now.ToStored())) _unsaved.Text(deleted);
        return true;
    });

    /// <summary>Brings a deleted question back with the answers that were deleted with it, and looks at it.</summary>
    internal bool TryUndelete(Question question) => Alter(() =>
    {
        if (_tree.Find(question.Id) is not { DeletedAt: { } at } node) return false;
        foreach (var deleted in node.Children.Where(child => child.DeletedAt == at && child.Message is Answer).Prepend(node))
        {
            deleted.DeletedAt = null;
            _unsaved.Text(deleted);
        }

        _unsaved.Ways(MessageTree.Choose(node));
        return true;
    });

    /// <summary>Takes out for good what was deleted before a time.</summary>
    internal void Purge(DateTimeOffset before) => Alter(() =>
    {
        var old = _tree.Nodes.Where(node => node.DeletedAt < before && node.Message is not Answer { Phase: < AnswerPhase.Done }).ToList();
        foreach (var node in old)
        {
            _unsaved.Ways(_tree.Purge(node));
            _unsaved.Purged(node);
        }

        return old.Count > 0;
    });

    private bool TryRun(Answer answer, Func<MessageNode?> place) => Alter(() =>
    {
        if (Running is not null) return false;
        var before = _tree.LastNumber;
        if (place() is not { } parent) return false;
        if (parent.Number > before) _unsaved.Text(parent);
        var node = _tree.Add(parent, answer);
        _unsaved.Text(node);
        _unsaved.Ways(MessageTree.Choose(node));
        _running = answer;
        _isListed = true;
        _updatedAt = answer.CreatedAt;
        _title ??= TitleOfFirst();
        return true;
    });
}
