using ChatBot.Web.Documents.Extraction;
using ChatBot.Web.Masked;

namespace ChatBot.Web.Hosting;

/// <summary>What the program can do, for who asks on the command line.</summary>
internal static class Help
{
    private const string Usage = """
        Usage: ChatBot.Web [--urls URL] [--SETTING VALUE]…     serve the chat
               ChatBot.Web extract [OPTION]… FILE…             print the text of documents as JSON
               ChatBot.Web ask --document FILE… --question "…" print the answer from documents as JSON

        Serving; every setting of appsettings.json can be given, the levels joined by colons, or in the environment, joined by
        two underscores (Inference__Model):

          --urls URL                  Where to listen; http://127.0.0.1:5080 by default. Several are joined by semicolons.
          --AllowedHosts NAMES        Names under which it is opened, beside localhost and addresses in numbers; joined by semicolons.
          --Data:Folder PATH          Where chats and documents are kept; the user's folder for application data by default.
          --Inference:ModelsFolder P  The folder of the models; models by default.
          --Inference:Model NAME      The model that answers; the first that loads by default.
          --Inference:Threads N       Processor threads of a model; 0 is one for each physical core.
          --Chat:SystemPrompt TEXT    What a model is told before each chat.

        ChatBot.Web extract --help and ChatBot.Web ask --help tell about those.
        """;

    /// <summary>Prints the usage where the arguments ask for it, or where they name a command that does not exist.</summary>
    /// <param name="args">The program's arguments.</param>
    /// <returns>The exit code: 0 asked for, 2 no such command; null where the program should go on.</returns>
    public static int? TryShow(string[] args)
    {
        switch (args)
        {
            case ["extract", var option] when IsHelp(option):
                Console.WriteLine(ExtractCommand.Usage);
                return 0;
            case ["ask", var option] when IsHelp(option):
                Console.WriteLine(AskArguments.Usage);
                return 0;
            case ["help"]:
            case [not ("extract" or "ask"), ..] when args.Any(IsHelp):
                Console.WriteLine(Usage);
                return 0;
            case [not ("extract" or "ask" or ExtractionWorker.Verb), ..] when IsWord(args[0]):
                Console.Error.WriteLine($"There is no command “{args[0]}”.");
                Console.Error.WriteLine(Usage);
                return 2;
            default:
                return null;
        }
    }

    private static bool IsHelp(string argument) => argument is "--help" or "-h" or "-?" or "/?";

    /// <summary>Not an option: <c>--urls</c>, <c>/urls</c> and <c>urls=…</c> all set one.</summary>
    private static bool IsWord(string argument) => argument is not (['-' or '/', ..] or []) && !argument.Contains('=', StringComparison.Ordinal);
}
