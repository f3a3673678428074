namespace ChatBot.Inference.Generation;

/// <summary>The largest of the numbers offered to it, as many as its memory holds, the least of them on top.</summary>
internal readonly ref struct MinHeap
{
    private readonly Span<float> _values;

    /// <param name="memory">At least one number long; overwritten.</param>
    public MinHeap(Span<float> memory)
    {
        _values = memory;
        _values.Fill(float.NegativeInfinity);
    }

    /// <summary>The least of the largest; minus infinity until as many as the heap holds were offered.</summary>
    public float Least => _values[0];

    public void Offer(float value)
    {
        if (!(value > _values[0])) return;
        var hole = 0;
        while (true)
        {
            var child = (2 * hole) + 1;
            if (child >= _values.Length) break;
            if (child + 1 < _values.Length && _values[child + 1] < _values[child]) child++;
            if (value <= _values[child]) break;
            _values[hole] = _values[child];
            hole = child;
        }

        _values[hole] = value;
    }
}
