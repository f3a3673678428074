namespace ChatBot.Inference.Generation.Scheduling;

/// <summary>Who waits for a row, in the order they came. Tells everybody in it their place whenever it changes. Not thread-safe.</summary>
internal sealed class WaitingLine
{
    private readonly LinkedList<Sequence> _line = [];

    public int Count => _line.Count;

    /// <summary>Who is next; null where nobody waits.</summary>
    public Sequence? First => _line.First?.Value;

    public void Add(Sequence sequence) => _line.AddLast(sequence);

    /// <summary>Back to the front: it had begun already.</summary>
    public void PutBack(Sequence sequence) => _line.AddFirst(sequence);

    public void RemoveFirst() => _line.RemoveFirst();

    /// <summary>Takes out those for whom something holds.</summary>
    public List<Sequence> Take(Predicate<Sequence> predicate)
    {
        List<Sequence> taken = [];
        for (var node = _line.First; node is not null;)
        {
            var next = node.Next;
            if (predicate(node.Value))
            {
                taken.Add(node.Value);
                _line.Remove(node);
            }

            node = next;
        }

        return taken;
    }

    /// <summary>Tells everybody their place, beginning with 1.</summary>
    public void Announce()
    {
        var place = 1;
        foreach (var sequence in _line) sequence.Generation.Waits(place++);
    }
}
