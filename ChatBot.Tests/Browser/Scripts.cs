namespace ChatBot.Tests.Browser;

/// <summary>Answers for tests of the page.</summary>
internal static class Scripts
{
    public const string Tour =
        """
        A **rainbow** appears when sunlight meets raindrops.

        ## How it works

        1. Light enters a drop and **bends**.
        2. It *bounces* off the back.
           - red at 42°
           - violet at 40°

        > It is a direction, not a thing.

        ```python
        def angle(n: float) -> float:
            return 4 * n  # degrees
        ```

        | Colour | Index |
        |:-------|------:|
        | Red    | 1.331 |
        | Violet | 1.343 |

        - [x] Sun behind you
        - [ ] Rain before you

        See [the article](https://example.org) or `math.asin`.[^1]

        [^1]: Descartes explained it in 1637.
        """;

    /// <summary>Plays a text in pieces of some characters.</summary>
    public static async IAsyncEnumerable<string> Play(string text, int pieceLength = 8, int milliseconds = 1)
    {
        for (var i = 0; i < text.Length; i += pieceLength)
        {
            await Task.Delay(milliseconds);
            yield return text[i..Math.Min(i + pieceLength, text.Length)];
        }
    }

    /// <summary>Lines without end.</summary>
    public static async IAsyncEnumerable<string> Endless()
    {
        for (var i = 1; ; i++)
        {
            await Task.Delay(15);
            yield return $"Line {i} of an answer that goes on and on.\n\n";
        }
    }
}
