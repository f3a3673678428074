using ChatBot.Web.Masked;

namespace ChatBot.Web.Conversations.Storage;

/// <summary>Messages to rows and back.</summary>
internal static class MessageRows
{
    /// <summary>A message as it is now. Its chat's key is not known yet.</summary>
    public static MessageRow From(MessageNode node)
    {
        var row = new MessageRow
        {
            Number = node.Number,
            Id = node.Message!.Id,
            Parent = node.Parent!.Number,
            Chosen = node.Chosen?.Number,
            Text = "",
            CreatedAt = node.Message.CreatedAt,
            DeletedAt = node.DeletedAt,
            Phase = AnswerPhase.Done,
        };
        if (node.Message is not Answer answer)
        {
            (row.Role, row.Mode, row.Text) = (MessageRole.Question, ((Question)node.Message).Mode, node.Message.Text);
            return row;
        }

        row.Role = answer is MaskedAnswer ? MessageRole.MaskedAnswer : MessageRole.Answer;
        (row.Text, var thought, row.Phase) = answer.ReadAll();
        row.Thought = thought.Length > 0 ? thought : null;
        row.CutAtLength = answer.CutAtLength;
        row.Usage = ChatJson.Write(answer.Usage, ChatJson.Plain.AnswerUsage);
        row.Failure = ChatJson.Write(answer.Failure, ChatJson.Plain.AnswerFailure);
        row.Findings = ChatJson.Write((answer as MaskedAnswer)?.Findings, ChatJson.Plain.Findings);
        return row;
    }

    /// <summary>The message of a row. An answer that was running when the row was written was interrupted.</summary>
    public static Message ToMessage(MessageRow row)
    {
        if (row.Role == MessageRole.Question) return new Question(row.Text, row.Mode) { Id = row.Id, CreatedAt = row.CreatedAt };
        var answer = row.Role == MessageRole.MaskedAnswer
            ? new MaskedAnswer(ChatJson.Read(row.Findings, ChatJson.Plain.Findings)) { Id = row.Id, CreatedAt = row.CreatedAt }
            : new Answer { Id = row.Id, CreatedAt = row.CreatedAt };
        answer.Think(row.Thought);
        answer.Append(row.Text);
        answer.Finish(
            row.Phase.IsFinal() ? row.Phase : AnswerPhase.Interrupted, ChatJson.Read(row.Usage, ChatJson.Plain.AnswerUsage),
            ChatJson.Read(row.Failure, ChatJson.Plain.AnswerFailure), row.CutAtLength);
        return answer;
    }

    /// <summary>Builds the tree of a chat's rows. A row whose parent is missing hangs at the root: nothing is lost.</summary>
    /// <param name="rows">In the order of their numbers.</param>
    /// <param name="chosen">The first message that was looked at last.</param>
    public static MessageTree ToTree(IReadOnlyList<MessageRow> rows, int? chosen)
    {
        var tree = new MessageTree();
        var byNumber = new Dictionary<int, MessageNode> { [0] = tree.Root };
        foreach (var row in rows)
        {
            var node = tree.Restore(byNumber.GetValueOrDefault(row.Parent, tree.Root), ToMessage(row), row.Number);
            node.DeletedAt = row.DeletedAt;
            byNumber[row.Number] = node;
        }

        foreach (var row in rows) Look(byNumber[row.Number], row.Chosen);
        Look(tree.Root, chosen);
        return tree;

        void Look(MessageNode node, int? at)
        {
            if (at is { } number && byNumber.TryGetValue(number, out var child) && child.Parent == node) node.Chosen = child;
        }
    }
}
