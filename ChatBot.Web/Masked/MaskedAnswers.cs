using ChatBot.Inference.Answering;
using ChatBot.Web.Conversations;
using ChatBot.Web.Documents;

namespace ChatBot.Web.Masked;

/// <summary>Answers questions from documents, off the page. Thread-safe singleton.</summary>
internal sealed class MaskedAnswers(AnswerJobs jobs, ReaderService reader)
{
    /// <summary>The most other places that are offered beside the best.</summary>
    public const int Alternatives = 3;

    /// <summary>How likely another place must be to be offered: one in ten.</summary>
    private const double LeastConfidence = 0.1;

    /// <summary>Starts an answer in the background.</summary>
    /// <param name="answer">The answer, still empty.</param>
    /// <param name="question">The question.</param>
    /// <param name="documents">The chat's documents; those that are ready now are asked.</param>
    /// <param name="stored">Completes when the question is stored; the work begins then.</param>
    /// <param name="ended">Called when the answer is finished.</param>
    public void Start(MaskedAnswer answer, string question, ChatDocuments documents, Task? stored = null, Action? ended = null)
    {
        var ready = documents.Ready.ToList();
        jobs.Run(answer, async cancellation =>
        {
            List<(string Id, ExtractedDocument Text)> texts = [];
            foreach (var attachment in ready)
                if (await documents.TextOfAsync(attachment, cancellation) is { } text) texts.Add((attachment.Id, text));
            var result = await reader.AskAsync(
                question, [.. texts.Select(text => new ReaderDocument(text.Id, text.Text.Text))], cancellation, Alternatives);
            answer.Found(FindingsBuilder.Build(result, texts, LeastConfidence));
        }, stored, ended);
    }
}
