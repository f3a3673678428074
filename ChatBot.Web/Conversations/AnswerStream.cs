using System.Runtime.CompilerServices;

namespace ChatBot.Web.Conversations;

/// <summary>What one flush of an <see cref="AnswerStream"/> brings.</summary>
/// <param name="Offset">Where the text begins in the answer, in UTF-16 code units.</param>
/// <param name="Text">What is new since the flush before; empty when only the phase changed.</param>
/// <param name="Phase">The answer's phase after this text.</param>
/// <param name="Thought">What is new of what the model thinks.</param>
internal readonly record struct AnswerFlush(int Offset, string Text, AnswerPhase Phase, string Thought = "");

/// <summary>
/// Reads a running answer as it grows, batched so that a page renders once in an <see cref="Interval"/>. Any number of readers may follow one
/// answer; each gets every character once. Thread-safe.
/// </summary>
/// <param name="time">The clock that paces the flushes.</param>
internal sealed class AnswerStream(TimeProvider time)
{
    /// <summary>
    /// The least time between two flushes: at most 17 in any second, so that with what else goes over a page's connection (a sign of life every
    /// 15 seconds, the end of an answer) it gets no more than 20 messages.
    /// </summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(60);

    /// <summary>Follows an answer from an offset to its end. The last flush, and only the last, has a final phase.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="offset">How much the reader already has, in UTF-16 code units.</param>
    /// <param name="thought">How much the reader already has of what the model thinks, likewise.</param>
    /// <param name="cancellation">Ends the reading, not the answer.</param>
    public async IAsyncEnumerable<AnswerFlush> ReadAsync(
        Answer answer, int offset = 0, int thought = 0, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var seen = AnswerPhase.Thinking;
        while (true)
        {
            await answer.WhenChangedAsync(offset, seen, thought).WaitAsync(cancellation);
            var (text, thoughts, phase) = answer.ReadAll(offset, thought);
            if (text.Length > 0 || thoughts.Length > 0 || phase != seen)
            {
                yield return new(offset, text, phase, thoughts);
                if (phase.IsFinal()) yield break;
                (offset, thought, seen) = (offset + text.Length, thought + thoughts.Length, phase);
            }

            await Task.Delay(Interval, time, cancellation);
        }
    }
}
