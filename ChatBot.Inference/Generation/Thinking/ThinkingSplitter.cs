using System.Text;

namespace ChatBot.Inference.Generation.Thinking;

/// <summary>A piece of a model's text.</summary>
/// <param name="Thought">What the model thinks, without its marks and the space around.</param>
/// <param name="Text">What it answers.</param>
internal readonly record struct ThinkingPiece(string Thought, string Text);

/// <summary>
/// Parts a streamed text into what the model thinks first and what it answers, wherever the pieces are cut. Only at the beginning: marks in the answer
/// itself are text. A text without marks passes unchanged. Not thread-safe: one a running answer.
/// </summary>
internal abstract class ThinkingSplitter
{
    /// <summary>What is not certain yet.</summary>
    protected StringBuilder Held { get; } = new();

    /// <summary>Makes the splitter of a format.</summary>
    public static ThinkingSplitter Create(ThinkingFormat format, ThinkingStart start) =>
        format.IsHarmony ? new HarmonySplitter(start) : new MarkSplitter(format, start);

    /// <summary>Adds a piece of text.</summary>
    /// <returns>What can be shown now: what may still become a mark is held back.</returns>
    public abstract ThinkingPiece Append(string piece);

    /// <summary>Ends the text.</summary>
    /// <returns>What was held back.</returns>
    public abstract ThinkingPiece Flush();

    /// <summary>How much at the end of a text may become a mark.</summary>
    protected static int Possible(ReadOnlySpan<char> text, string mark)
    {
        for (var length = Math.Min(mark.Length - 1, text.Length); length > 0; length--)
        {
            if (text.EndsWith(mark.AsSpan(0, length), StringComparison.Ordinal)) return length;
        }

        return 0;
    }

    /// <summary>Takes all that is held.</summary>
    protected string Take()
    {
        var text = Held.ToString();
        Held.Clear();
        return text;
    }
}
