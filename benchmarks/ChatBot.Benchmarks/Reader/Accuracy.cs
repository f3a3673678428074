using System.Diagnostics;
using ChatBot.Inference.Answering;
using ChatBot.Tests.Answering;

namespace ChatBot.Benchmarks.Reader;

/// <summary>Exact match and F1 on questions with answers, one passage each, and the time each takes.</summary>
internal static class Accuracy
{
    /// <summary>The figures of the model's README for SQuADShifts' left-out questions.</summary>
    private const double ReadmeExact = 60.5, ReadmeF1 = 74.2;

    public static async Task MeasureAsync(ExtractiveReader reader, string file)
    {
        var questions = SquadScore.Load(file);
        double exact = 0, f1 = 0;
        List<double> milliseconds = [];
        foreach (var question in questions)
        {
            var start = Stopwatch.GetTimestamp();
            var result = await reader.ReadAsync(question.Question, [new ReaderDocument("passage", question.Context)], 3, null, CancellationToken.None);
            milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            var text = result.Best?.Text ?? "";
            if (SquadScore.ExactMatch(text, question.Answers)) exact++;
            f1 += SquadScore.F1(text, question.Answers);
        }

        Console.WriteLine($"{questions.Count} questions: exact match {100 * exact / questions.Count:F1} (README {ReadmeExact}), F1 {100 * f1 / questions.Count:F1} "
            + $"(README {ReadmeF1}); {milliseconds.Median():F1} ms a question, median.");
    }
}
