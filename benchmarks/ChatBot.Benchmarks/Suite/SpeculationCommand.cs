using ChatBot.Inference.Templates;
using Microsoft.Extensions.AI;

namespace ChatBot.Benchmarks.Suite;

/// <summary>What guessing brings where an answer copies, and what it costs where it does not: the same answers with it and without, in alternation.</summary>
internal static class SpeculationCommand
{
    private const string Text = """
        The keeper lit the lamp each night and wrote the weather in a book. The ship came back in spring with letters and with salt. Nobody on the
        island had seen such a winter, and the old man told them of the storm, of the ice on the rails and of the bell that rang by itself. They
        listened until the morning came, and then they went down to the harbour to mend the boats, to count the ropes and to wait for the tide.
        """;

    /// <summary>The answers to the first two are as long as the text, about 105 tokens: what a small model writes behind its copy is no copy.</summary>
    private static readonly (string Name, string Question, int Tokens, double Goal)[] Questions =
    [
        ("copying", $"Repeat this text exactly, word for word:\n\n{Text}", 105, 1.5),
        ("copying with one change", $"Repeat this text, but call the keeper a sailor:\n\n{Text}", 105, 1.5),
        ("ordinary chat", "Tell me about the history of lighthouses and why they were built.", 160, 0.97),
    ];

    public static async Task<int> RunAsync()
    {
        await using var with = new SuiteEngine(speculate: true);
        await using var without = new SuiteEngine(speculate: false);
        var template = ChatTemplate.FromDirectory(ShippedModel.Folder, with.Tokenizer);
        foreach (var (name, question, tokens, goal) in Questions)
        {
            List<double> ratios = [];
            for (var round = 0; round < 8; round++)
            {
                int[][] prompts = [with.Tokenizer.Encode(template.Render([new(ChatRole.System, $"You are helper number {round}."), new(ChatRole.User, question)]))];
                var (first, second) = round % 2 == 0 ? (with, without) : (without, with);
                var a = (await first.AskAsync(prompts, tokens)).DecodeRate;
                var b = (await second.AskAsync(prompts, tokens)).DecodeRate;
                if (round > 0) ratios.Add(round % 2 == 0 ? a / b : b / a);
            }

            var median = ratios.Median();
            Console.WriteLine($"{(median >= goal ? "met   " : "missed")} {name}: {median:F2} × the rate without guessing (goal {goal:F2}; from {ratios.Min():F2} to {ratios.Max():F2})");
        }

        return 0;
    }
}
