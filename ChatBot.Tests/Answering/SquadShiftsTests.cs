namespace ChatBot.Tests.Answering;

public class SquadShiftsTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Exact_match_and_F1_are_those_of_the_models_readme()
    {
        var file = ProjectRoot.Combine("..", "shared", "external", "qa", "squadshifts-dev.json");
        Assert.SkipUnless(File.Exists(file), $"The questions are not here: {file}");
        var questions = SquadScore.Load(file);
        double exact = 0, f1 = 0;
        foreach (var question in questions)
        {
            var best = (await TestReaders.Shipped.AskAsync(question.Question, question.Context)).Best;
            if (SquadScore.ExactMatch(best?.Text ?? "", question.Answers)) exact++;
            f1 += SquadScore.F1(best?.Text ?? "", question.Answers);
        }

        (exact, f1) = (100 * exact / questions.Count, 100 * f1 / questions.Count);
        output.WriteLine($"{questions.Count} questions: exact match {exact:F2}, F1 {f1:F2}");
        Assert.InRange(exact, 60.0, 61.0);
        Assert.InRange(f1, 73.7, 74.7);
    }
}
