namespace ChatBot.Inference.Generation.Decoding;

/// <summary>
/// Which slot is at which place of the buffers. Slots that run together must be neighbours there; this finds the neighbourhood that moves the
/// fewest tokens. Not thread-safe.
/// </summary>
internal sealed class SlotPlaces
{
    private readonly int[] _places;
    private readonly int[] _slots;

    public SlotPlaces(int slots)
    {
        _places = [.. Enumerable.Range(0, slots)];
        _slots = [.. Enumerable.Range(0, slots)];
    }

    /// <summary>Where a slot is.</summary>
    public int PlaceOf(int slot) => _places[slot];

    /// <summary>Who is at a place.</summary>
    public int SlotAt(int place) => _slots[place];

    /// <summary>Exchanges the places of two slots.</summary>
    public void Exchange(int slot, int other)
    {
        (_places[slot], _places[other]) = (_places[other], _places[slot]);
        _slots[_places[slot]] = slot;
        _slots[_places[other]] = other;
    }

    /// <summary>The first of as many neighbouring places as there are members, for which the fewest tokens have to move.</summary>
    /// <param name="members">The slots that are to be neighbours.</param>
    /// <param name="lengths">The tokens of every slot.</param>
    /// <param name="rows">How many places there are.</param>
    public int BestWindow(ReadOnlySpan<int> members, ReadOnlySpan<int> lengths, int rows)
    {
        var (best, fewest) = (0, long.MaxValue);
        for (var first = 0; first + members.Length <= rows; first++)
        {
            var moved = 0L;
            foreach (var slot in members) moved += Inside(_places[slot], first, members.Length) ? 0 : lengths[slot];
            for (var place = first; place < first + members.Length; place++) moved += members.Contains(_slots[place]) ? 0 : lengths[_slots[place]];
            if (moved < fewest) (best, fewest) = (first, moved);
        }

        return best;
    }

    /// <summary>Two slots that have to change places so that the members become neighbours there; null when they are.</summary>
    public (int Member, int Intruder)? NextExchange(ReadOnlySpan<int> members, int first)
    {
        foreach (var slot in members)
        {
            if (Inside(_places[slot], first, members.Length)) continue;
            for (var place = first; place < first + members.Length; place++)
            {
                if (!members.Contains(_slots[place])) return (slot, _slots[place]);
            }
        }

        return null;
    }

    private static bool Inside(int place, int first, int count) => place >= first && place < first + count;
}
