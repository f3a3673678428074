using ChatBot.Inference;
using ChatBot.Inference.Answering;
using ChatBot.Tests.Conversations;
using ChatBot.Tests.Documents;
using ChatBot.Web.Conversations;
using ChatBot.Web.Masked;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatBot.Tests.Masked;

public sealed class MaskedAnswersTests : IAsyncLifetime
{
    private readonly ScriptedChatClient _client = new(_ => throw new InvalidOperationException());
    private readonly TestDocuments _documents = new();
    private readonly AnswerJobs _jobs;
    private ChatDocuments _chat = null!;

    public MaskedAnswersTests() => _jobs = new(
        _client, TimeProvider.System, new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance), NullLogger<AnswerJobs>.Instance);

    public async ValueTask InitializeAsync()
    {
        _chat = _documents.Library.Open("chat", "somebody");
        var pdf = new TestPdf().Page(TestPdf.Text(72, 720, 12, "A first page.")).Page(TestPdf.Text(72, 720, 12, "The annual rent of the workshop is 4,350 euros.")).Build();
        var file = _chat.Find(_chat.Offer([new("lease.pdf", pdf.Length)])[0]!)!;
        await _chat.ReceiveAsync(file, new MemoryStream(pdf), TestContext.Current.CancellationToken);
        await file.Work;
    }

    public async ValueTask DisposeAsync()
    {
        await _chat.DeleteAsync();
        _client.Dispose();
        _documents.Dispose();
    }

    [Fact]
    public async Task A_question_is_answered_with_page_and_boxes_by_the_shipped_reader()
    {
        await using var services = Services(ProjectRoot.Combine("models"));
        await StartAsync(services);
        var answer = Ask(services, "What is the annual rent of the workshop?");
        await answer.Completion;

        Assert.Equal(AnswerPhase.Done, answer.Phase);
        var best = answer.Findings!.Passages[0];
        Assert.True(answer.Findings.IsAnswered);
        Assert.Equal(("4,350 euros", "lease.pdf", 2), (best.Text, best.FileName, best.Page));
        Assert.Equal("The annual rent of the workshop is ", best.Before);
        Assert.Equal(2, Assert.Single(best.Marks).Page);
        Assert.Equal("4,350 euros (lease.pdf, page 2)", answer.Text);
        await StopAsync(services);
    }

    [Fact]
    public async Task A_document_whose_text_is_lost_is_read_again()
    {
        await using var services = Services(ProjectRoot.Combine("models"));
        await StartAsync(services);
        _chat.Attachments[0].Text = null;
        File.Delete(Assert.Single(Directory.GetFiles(_documents.Folder, "*.text", SearchOption.AllDirectories)));
        var answer = Ask(services, "What is the annual rent of the workshop?");
        await answer.Completion;

        Assert.Equal("4,350 euros", answer.Findings!.Passages[0].Text);
        Assert.IsType<AttachmentState.Ready>(_chat.Attachments[0].State);
        await StopAsync(services);
    }

    [Fact]
    public async Task Stop_ends_an_answer_that_still_waits_for_its_reader()
    {
        await using var services = Services(ProjectRoot.Combine("models"));
        var answer = Ask(services, "What?");
        Assert.False(answer.Phase.IsFinal());
        _jobs.Stop(answer);
        await answer.Completion;

        Assert.Equal(AnswerPhase.Stopped, answer.Phase);
        Assert.Null(answer.Findings);
    }

    [Fact]
    public async Task Without_a_reader_the_answer_says_what_to_do()
    {
        using var empty = new TestFolder();
        await using var services = Services(empty.Path);
        await StartAsync(services);
        var answer = Ask(services, "What?");
        await answer.Completion;

        Assert.Equal(AnswerPhase.Failed, answer.Phase);
        Assert.Contains("models/README.md", answer.Failure!.Remedy, StringComparison.Ordinal);
        await StopAsync(services);
    }

    private MaskedAnswer Ask(ServiceProvider services, string question)
    {
        var answer = new MaskedAnswer();
        new MaskedAnswers(_jobs, services.GetRequiredService<ReaderService>()).Start(answer, question, _chat);
        return answer;
    }

    private static ServiceProvider Services(string models)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddDocumentReader().Configure(options => options.ModelsFolder = models);
        return services.BuildServiceProvider();
    }

    private static Task StartAsync(ServiceProvider services) =>
        Task.WhenAll(services.GetServices<IHostedService>().Select(service => service.StartAsync(TestContext.Current.CancellationToken)));

    private static Task StopAsync(ServiceProvider services) =>
        Task.WhenAll(services.GetServices<IHostedService>().Select(service => service.StopAsync(CancellationToken.None)));
}
