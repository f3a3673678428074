using ChatBot.Web.Documents.Extraction;

namespace ChatBot.Web.Masked;

/// <summary>What <c>ask</c> was called with.</summary>
internal sealed class AskArguments
{
    public const string Usage = """
        Usage: ChatBot.Web ask --document FILE… --question "…" [--model NAME] [--password P] [--languages L] [--alternatives N]

        Answers a question by a place in the documents (PDF, PNG, JPEG) and prints one line of JSON: the words, how likely they are right, the
        file, the page and where on it they stand. Progress goes to standard error.

          --document FILE…   The documents; may be given more than once.
          --question "…"     The question.
          --model NAME       The folder in models/ that reads; the first that loads by default.
          --password P       The password of encrypted PDFs; - reads it from standard input, where nobody else on the machine sees it.
          --languages L      The languages of pictures and scans in Tesseract's codes, such as eng+deu.
          --alternatives N   How many other places to give beside the best, 0 to 20; 3 by default.

        Exit codes: 0 answered, 1 no document could be read or no model loads, 2 wrong usage, 3 the documents do not answer, 130 interrupted.
        """;

    public List<string> Documents { get; } = [];

    public string Question { get; private set; } = "";

    public string? Model { get; private set; }

    public string? Password { get; private set; }

    public string? Languages { get; private set; }

    public int Alternatives { get; private set; } = MaskedAnswers.Alternatives;

    /// <summary>Reads the arguments behind the verb.</summary>
    /// <returns>Null where they are not what the usage says.</returns>
    public static AskArguments? Parse(IReadOnlyList<string> args)
    {
        var parsed = new AskArguments();
        for (var i = 0; i < args.Count; i++)
        {
            var value = i + 1 < args.Count ? args[i + 1] : null;
            switch (args[i])
            {
                case "--document" when value is not null:
                    while (i + 1 < args.Count && !IsOption(args[i + 1])) parsed.Documents.Add(args[++i]);
                    break;
                case "--question" when value is not null:
                    (parsed.Question, i) = (value, i + 1);
                    break;
                case "--model" when value is not null:
                    (parsed.Model, i) = (value, i + 1);
                    break;
                case "--password" when value is not null:
                    (parsed.Password, i) = (ExtractCommand.PasswordOf(value), i + 1);
                    break;
                case "--languages" when value is not null:
                    (parsed.Languages, i) = (value, i + 1);
                    break;
                case "--alternatives" when int.TryParse(value, out var count) && count is >= 0 and <= 20:
                    (parsed.Alternatives, i) = (count, i + 1);
                    break;
                default:
                    return null;
            }
        }

        return parsed.Documents.Count > 0 && !string.IsNullOrWhiteSpace(parsed.Question) ? parsed : null;
    }

    private static bool IsOption(string argument) => argument.StartsWith("--", StringComparison.Ordinal);
}
