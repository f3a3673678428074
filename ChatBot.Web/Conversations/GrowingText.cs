namespace ChatBot.Web.Conversations;

/// <summary>A text that only ever grows. Not thread-safe: the <see cref="Answer"/>'s lock guards it.</summary>
internal sealed class GrowingText
{
    private char[] _units = new char[256];

    /// <summary>How long it is, in UTF-16 code units.</summary>
    public int Length { get; private set; }

    /// <summary>Adds text.</summary>
    public void Append(ReadOnlySpan<char> text)
    {
        if (Length + text.Length > _units.Length) Array.Resize(ref _units, Math.Max(_units.Length * 2, Length + text.Length));
        text.CopyTo(_units.AsSpan(Length));
        Length += text.Length;
    }

    /// <summary>The text from an offset on.</summary>
    /// <param name="offset">In UTF-16 code units, at most the length.</param>
    /// <param name="whole">Also half of a surrogate pair at the end, which otherwise waits for the other half.</param>
    public string Read(int offset, bool whole)
    {
        var end = !whole && Length > offset && char.IsHighSurrogate(_units[Length - 1]) ? Length - 1 : Length;
        return new string(_units, offset, end - offset);
    }
}
