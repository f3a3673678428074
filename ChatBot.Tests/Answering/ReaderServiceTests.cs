using ChatBot.Inference;
using ChatBot.Inference.Answering;
using ChatBot.Inference.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ChatBot.Tests.Answering;

public sealed class ReaderServiceTests : IDisposable
{
    private static readonly ReaderDocument[] Documents = [new("text", "The meeting is on Monday.")];

    private readonly TemporaryFolder _models = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _models.Dispose();

    [Fact]
    public async Task A_question_asked_before_the_reader_is_loaded_waits_for_it()
    {
        Add("reader", TestReaders.TinyFolder);
        await using var services = Services();
        var asked = services.GetRequiredService<ReaderService>().AskAsync("When?", Documents, Cancellation);
        Assert.False(asked.IsCompleted);

        await StartAndWaitAsync(services);

        Assert.NotNull((await asked).Best);
        var ready = Assert.IsType<ModelState.Ready>(services.GetRequiredService<ReaderStatus>().Current);
        Assert.Equal(("reader", 384), (ready.Name, ready.ContextLength));
    }

    [Fact]
    public async Task A_directory_as_downloaded_without_settings_answers()
    {
        Add("roberta", TestReaders.TinyFolder);
        await using var services = Services();
        await StartAndWaitAsync(services);
        var result = await services.GetRequiredService<ReaderService>().AskAsync("When?", Documents, Cancellation, alternatives: 2);
        Assert.All(result.Answers, answer => Assert.Equal(Documents[0].Text.Substring(answer.Start, answer.Length), answer.Text));
    }

    [Fact]
    public async Task Without_a_wish_the_first_reader_that_loads_is_taken_and_decoders_are_not()
    {
        Add("a-decoder", TestModels.Tiny("llama"));
        File.Delete(Path.Combine(Add("b-broken", TestReaders.TinyFolder), "tokenizer.json"));
        Add("c-sound", TestReaders.TinyFolder);
        await using var services = Services();
        await StartAndWaitAsync(services);
        Assert.Equal("c-sound", Assert.IsType<ModelState.Ready>(services.GetRequiredService<ReaderStatus>().Current).Name);
    }

    [Fact]
    public async Task A_folder_without_a_reader_says_what_belongs_there()
    {
        await using var services = Services();
        await StartAndWaitAsync(services);
        var asked = await Assert.ThrowsAsync<ModelUnavailableException>(() => services.GetRequiredService<ReaderService>().AskAsync("When?", Documents, Cancellation));
        Assert.Equal(Problem(services), asked.Problem);
        Assert.Contains("no model for Masked mode", asked.Problem.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_decoder_asked_for_by_name_is_refused()
    {
        Add("llama", TestModels.Tiny("llama"));
        await using var services = Services("llama");
        await StartAndWaitAsync(services);
        Assert.Equal("It is no model for Masked mode.", Problem(services).Reason);
    }

    [Theory]
    [InlineData("tokenizer.json", "{}")]
    [InlineData("reader.json", "{")]
    [InlineData("reader.json", "{\"max_length\": 10}")]
    public async Task A_file_that_cannot_be_read_is_named(string file, string content)
    {
        File.WriteAllText(Path.Combine(Add("reader", TestReaders.TinyFolder), file), content);
        await using var services = Services();
        await StartAndWaitAsync(services);
        Assert.Equal($"reader/{file}", Problem(services).File);
    }

    [Theory]
    [InlineData("end_logits", "end_logitz", "no output end_logits")]
    [InlineData("Softmax", "Softmaz", "the operator")]
    public async Task A_graph_that_is_no_reader_is_named_with_the_reason(string from, string to, string reason)
    {
        TestModels.Patch(Path.Combine(Add("reader", TestReaders.TinyFolder), "model.onnx"), from, to);
        await using var services = Services();
        await StartAndWaitAsync(services);
        Assert.Equal("reader/model.onnx", Problem(services).File);
        Assert.Contains(reason, Problem(services).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cutting_the_weights_short_is_reported_not_crashed_on()
    {
        var file = Path.Combine(Add("reader", TestReaders.TinyFolder), "model.onnx");
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..100_000]);
        await using var services = Services();
        await StartAndWaitAsync(services);
        Assert.Equal("reader/model.onnx", Problem(services).File);
    }

    private static ModelProblem Problem(IServiceProvider services) =>
        Assert.Single(Assert.IsType<ModelState.Unavailable>(services.GetRequiredService<ReaderStatus>().Current).Problems);

    private static async Task StartAndWaitAsync(IServiceProvider services)
    {
        foreach (var hosted in services.GetServices<IHostedService>()) await hosted.StartAsync(Cancellation);
        await Record.ExceptionAsync(() => services.GetRequiredService<ReaderModel>().Loaded);
    }

    private ServiceProvider Services(string reader = "")
    {
        var services = new ServiceCollection().AddLogging();
        services.AddDocumentReader().Configure(options => (options.ModelsFolder, options.Reader) = (_models.Path, reader));
        return services.BuildServiceProvider();
    }

    private string Add(string name, string from)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_models.Path, name)).FullName;
        foreach (var file in Directory.GetFiles(from)) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        return folder;
    }
}
