namespace ChatBot.Web.Conversations;

/// <summary>Makes titles of what people wrote: one short line.</summary>
internal static class ChatTitles
{
    private const int Longest = 200;
    private const int LongestOfQuestion = 60;

    /// <summary>A title that someone gave.</summary>
    public static string Given(string title) => ShortLine(title, Longest);

    /// <summary>The title of a chat that begins with a question.</summary>
    public static string OfQuestion(string question) => ShortLine(question, LongestOfQuestion);

    private static string ShortLine(string text, int length)
    {
        text = text.TrimStart();
        var line = string.Join(' ', text[..Math.Min(text.Length, 4 * length)].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length <= length) return line;
        var end = line.LastIndexOf(' ', length) is var space and > 20 ? space : length;
        if (char.IsHighSurrogate(line[end - 1])) end--;
        return line[..end] + "…";
    }
}
