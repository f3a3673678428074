using ChatBot.Web.Conversations;
using ChatBot.Web.Conversations.Storage;

namespace ChatBot.Tests.Conversations;

/// <summary>What holds after any sequence of asking, editing, asking again, looking around, deleting and taking that back.</summary>
public sealed class TreePropertyTests
{
    [Property(MaxTest = 300)]
    public void No_message_is_ever_lost_and_the_path_is_always_one(Move[] steps)
    {
        var player = new Player();
        foreach (var step in steps)
        {
            player.Play(step);
            var conversation = player.Conversation;
            var path = conversation.Messages;
            for (var i = 0; i < path.Count; i++)
            {
                // Questions and answers alternate, and each stands below the one before it.
                Assert.Equal(i % 2 == 0, path[i] is Question);
                Assert.Equal(path.Take(i + 1), conversation.PathTo(path[i]));
                var (index, count) = conversation.BranchesOf(path[i]);
                Assert.InRange(index, 0, count - 1);
            }

            Assert.Equal(player.There.Order(), Reachable(conversation).Order());
        }
    }

    [Property(MaxTest = 100)]
    public void What_the_rows_say_is_the_chat_in_memory(Move[] steps)
    {
        var player = new Player();
        var rows = new SortedDictionary<int, MessageRow>();
        ChatRow? chat = null;
        var random = new Random(steps.Length);
        foreach (var step in steps.Append(new(Act.Ask, 0)))
        {
            player.Play(step);
            if (random.Next(3) > 0 && step.What != Act.Ask) continue;
            if (player.Conversation.TakeChanges() is not { } changes) continue;
            if (random.Next(4) == 0)
            {
                // As when the disk is full: it must all come the next time.
                player.Conversation.NotSaved(changes);
                continue;
            }

            Store(changes);
        }

        if (player.Conversation.TakeChanges() is { } last) Store(last);
        Assert.Null(player.Conversation.TakeChanges());
        var loaded = new Conversation(chat!, [.. rows.Values]);
        Assert.Equal(Shape(player.Conversation), Shape(loaded));
        Assert.Equal(player.Conversation.Title, loaded.Title);

        void Store(ChatChanges changes)
        {
            chat = changes.Chat;
            chat.Key = 1;
            foreach (var message in changes.Messages)
            {
                Assert.Equal(message.IsNew, !rows.ContainsKey(message.Row.Number));
                rows[message.Row.Number] = message.Row;
            }

            foreach (var number in changes.Purged) Assert.True(rows.Remove(number));
            player.Conversation.Saved(changes);
        }
    }

    /// <summary>All messages that the arrows lead to, from any place.</summary>
    private static HashSet<Guid> Reachable(Conversation conversation)
    {
        var seen = new HashSet<Guid>();
        Explore(0);
        return seen;

        void Explore(int depth)
        {
            if (depth >= conversation.Messages.Count) return;
            while (conversation.TrySelect(conversation.Messages[depth], -1))
            {
            }

            do
            {
                seen.Add(conversation.Messages[depth].Id);
                Explore(depth + 1);
            }
            while (conversation.TrySelect(conversation.Messages[depth], 1));
        }
    }

    private static string Shape(Conversation conversation) => System.Text.Json.JsonSerializer.Serialize(new
    {
        Path = conversation.Messages.Select(message => (message.GetType().Name, message.Id, message.Text)).Select(message => message.ToString()),
        Export = Web.Conversations.Transfer.ChatExport.Json([conversation.ToExport()]),
    });

    public enum Act
    {
        Ask,
        Edit,
        AnswerAgain,
        Before,
        Behind,
        Delete,
        Undo,
        Purge,
    }

    /// <summary>Something a person does to a message of the path.</summary>
    public sealed record Move(Act What, byte Where);

    private sealed class Player
    {
        private readonly List<Question> _deleted = [];
        private readonly Dictionary<Guid, List<Guid>> _turns = [];
        private DateTimeOffset _now = DateTimeOffset.UnixEpoch;
        private int _count;

        public Conversation Conversation { get; } = new("somebody", DateTimeOffset.UnixEpoch);

        public HashSet<Guid> There { get; } = [];

        public void Play(Move step)
        {
            _now += TimeSpan.FromSeconds(1);
            var path = Conversation.Messages;
            var message = path.Count == 0 ? null : path[step.Where % path.Count];
            switch (step.What)
            {
                case Act.Ask:
                    Run(new Question($"question {++_count}"), (question, answer) => Conversation.TryAsk(question, answer));
                    break;
                case Act.Edit when message is Question old:
                    Run(new Question($"edited {++_count}"), (question, answer) => Conversation.TryEdit(old, question, answer));
                    break;
                case Act.AnswerAgain when message is Answer old:
                    Run((Question)Conversation.PathTo(old)[^2], (_, answer) => Conversation.TryAnswerAgain(old, answer));
                    break;
                case Act.Before or Act.Behind when message is not null:
                    Conversation.TrySelect(message, step.What == Act.Before ? -1 : 1);
                    break;
                case Act.Delete when message is Question question:
                    Assert.True(Conversation.TryDelete(question, _now));
                    _deleted.Add(question);
                    There.ExceptWith(_turns[question.Id]);
                    break;
                case Act.Undo when _deleted.Count > 0:
                    var last = _deleted[^1];
                    _deleted.RemoveAt(_deleted.Count - 1);
                    Assert.True(Conversation.TryUndelete(last));
                    There.UnionWith(_turns[last.Id]);
                    Assert.Contains(last, Conversation.Messages);
                    break;
                case Act.Purge:
                    Conversation.Purge(_now);
                    _deleted.Clear();
                    break;
            }
        }

        private void Run(Question question, Func<Question, Answer, bool> place)
        {
            var answer = new Answer();
            Assert.True(place(question, answer));
            answer.Append($"answer {++_count}");
            answer.Finish(AnswerPhase.Done);
            Conversation.Ended(answer, _now);
            Assert.Same(answer, Conversation.Messages[^1]);
            if (!_turns.TryGetValue(question.Id, out var turn)) _turns[question.Id] = turn = [question.Id];
            turn.Add(answer.Id);
            There.UnionWith(turn);
        }
    }
}
