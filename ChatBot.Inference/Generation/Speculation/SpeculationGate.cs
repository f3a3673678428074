namespace ChatBot.Inference.Generation.Speculation;

/// <summary>
/// Whether guessing pays in one answer, and how far to guess: longer while guesses hold, not at all for a while after they cost more than they
/// brought. Not thread-safe.
/// </summary>
internal sealed class SpeculationGate
{
    private const int FirstLength = 4, LongestLength = 24, ShortestLength = 2, FirstRest = 8, LongestRest = 128;

    private int _length = FirstLength;
    private int _rest;
    private int _nextRest = FirstRest;

    /// <summary>The most tokens to guess when there is a guess; 0 while resting.</summary>
    public int Length => _rest > 0 ? 0 : _length;

    /// <summary>A step went by in which there would have been a guess, had it not been for the rest.</summary>
    public void Passed() => _rest--;

    /// <summary>A guess was checked.</summary>
    /// <param name="guessed">Its tokens.</param>
    /// <param name="held">How many of the first of them were right.</param>
    /// <param name="steps">What the check cost, in decode steps: one of them would have brought one token.</param>
    public void Tried(int guessed, int held, double steps)
    {
        _length = held == guessed ? Math.Min(LongestLength, _length * 2) : Math.Max(ShortestLength, held + 1);
        if (held + 1 >= steps)
        {
            _nextRest = FirstRest;
            return;
        }

        _rest = _nextRest;
        _nextRest = Math.Min(LongestRest, _nextRest * 2);
    }
}
