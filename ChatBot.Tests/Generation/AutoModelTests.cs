using ChatBot.Inference;
using ChatBot.Inference.Generation;
using ChatBot.Inference.Models;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ChatBot.Tests.Generation;

public sealed class AutoModelTests : IDisposable
{
    private readonly TemporaryFolder _models = new();

    public void Dispose() => _models.Dispose();

    [Fact]
    public async Task Loading_is_reported_from_the_disk_to_the_first_answer()
    {
        Add("tiny");
        await using var services = Services();
        var seen = new List<ModelState>();
        services.GetRequiredService<ModelStatus>().Changed += seen.Add;

        await StartAndWaitAsync(services);
        var answer = await services.GetRequiredService<IChatClient>().GetResponseAsync("Hi", new() { MaxOutputTokens = 5 }, TestContext.Current.CancellationToken);

        Assert.Equal(5, answer.Usage?.OutputTokenCount);
        var ready = Assert.IsType<ModelState.Ready>(seen[^1]);
        Assert.Equal(("tiny", 256), (ready.Name, ready.ContextLength));
        var fractions = seen.OfType<ModelState.Loading>().Select(state => state.Fraction).ToList();
        Assert.NotEmpty(fractions);
        Assert.Equal(fractions.Order(), fractions);
    }

    [Fact]
    public async Task A_question_asked_before_the_model_is_loaded_waits_for_it()
    {
        Add("tiny");
        await using var services = Services();
        var answer = services.GetRequiredService<IChatClient>().GetResponseAsync("Hi", new() { MaxOutputTokens = 1 }, TestContext.Current.CancellationToken);
        Assert.False(answer.IsCompleted);

        await StartAndWaitAsync(services);

        Assert.Equal(1, (await answer).Usage?.OutputTokenCount);
    }

    [Fact]
    public async Task The_loaded_model_tells_its_defaults()
    {
        Add("tiny");
        await using var services = Services();
        var client = services.GetRequiredService<IChatClient>();
        Assert.Null(client.GetService<ModelDefaults>());

        await StartAndWaitAsync(services);

        var defaults = client.GetService<ModelDefaults>();
        Assert.Equal(new ModelDefaults("tiny", 256, 0, 1, 0, 256, 1), defaults);
        Assert.Equal(defaults, client.GetService<ModelDefaults>("tiny"));
        Assert.Null(client.GetService<ModelDefaults>("another"));
    }

    [Fact]
    public async Task Several_models_answer_side_by_side_and_the_first_where_none_is_named()
    {
        Add("one");
        Add("two");
        await using var services = Services("one", "two");
        var client = services.GetRequiredService<IChatClient>();

        await StartAndWaitAsync(services);
        var answers = await Task.WhenAll(new[] { null, "", "one", "two" }.Select(name =>
            client.GetResponseAsync("Hi", new() { ModelId = name, MaxOutputTokens = 2 }, TestContext.Current.CancellationToken)));

        Assert.Equal(["one", "one", "one", "two"], answers.Select(answer => answer.ModelId));
        Assert.Equal(["one", "two"], client.GetService<IReadOnlyList<ModelDefaults>>()!.Select(defaults => defaults.Name));
        Assert.Equal("two", client.GetService<ModelDefaults>("two")?.Name);
        var statuses = services.GetRequiredService<ModelStatuses>().All;
        Assert.Same(services.GetRequiredService<ModelStatus>(), statuses[0]);
        Assert.Equal(["one", "two"], statuses.Select(status => Assert.IsType<ModelState.Ready>(status.Current).Name));
    }

    [Fact]
    public async Task A_model_nobody_loaded_is_answered_with_those_that_are()
    {
        Add("one");
        await using var services = Services();
        await StartAndWaitAsync(services);

        var refused = await Assert.ThrowsAsync<ModelUnavailableException>(() => services.GetRequiredService<IChatClient>()
            .GetResponseAsync("Hi", new() { ModelId = "gpt" }, TestContext.Current.CancellationToken));

        Assert.Equal(("gpt", "Choose one of those that are: one."), (refused.Problem.File, refused.Problem.Remedy.ToString()));
    }

    [Fact]
    public async Task One_model_that_is_broken_does_not_keep_another_from_answering()
    {
        File.Delete(Path.Combine(Add("broken"), "tokenizer.json"));
        Add("sound");
        await using var services = Services("broken", "sound");

        await StartAndWaitAsync(services);
        var answer = await services.GetRequiredService<IChatClient>()
            .GetResponseAsync("Hi", new() { ModelId = "sound", MaxOutputTokens = 2 }, TestContext.Current.CancellationToken);

        Assert.Equal("sound", answer.ModelId);
        Assert.Equal("broken/tokenizer.json", Problem(services).File);
    }

    [Fact]
    public async Task Shutting_down_while_models_still_load_ends()
    {
        Add("one");
        Add("two");
        await using var services = Services("one", "two");
        var models = services.GetRequiredService<AutoModels>();

        await models.StartAsync(TestContext.Current.CancellationToken);
        await models.StopAsync(TestContext.Current.CancellationToken);

        Assert.All(models.All, model => Assert.True(model.Loaded.IsCompleted));
    }

    [Fact]
    public async Task Without_a_wish_the_first_model_that_loads_answers()
    {
        TestModels.Patch(Path.Combine(Add("a-unknown-operator"), "model.onnx"), "SkipSimplifiedLayerNormalization", "SkipSimplifiedLayerNormalizatioX");
        File.Delete(Path.Combine(Add("b-incomplete"), "tokenizer.json"));
        Add("c-sound");
        await using var services = Services();

        await StartAndWaitAsync(services);

        Assert.Equal("c-sound", Assert.IsType<ModelState.Ready>(services.GetRequiredService<ModelStatus>().Current).Name);
    }

    [Fact]
    public async Task A_model_asked_for_is_never_replaced_by_another()
    {
        File.Delete(Path.Combine(Add("a-broken"), "tokenizer.json"));
        Add("b-sound");
        await using var services = Services("a-broken");

        await StartAndWaitAsync(services);

        Assert.Equal("a-broken/tokenizer.json", Problem(services).File);
    }

    [Fact]
    public async Task A_model_that_is_not_there_is_answered_with_the_names_of_those_that_are()
    {
        Add("tiny");
        await using var services = Services("tinny");

        await StartAndWaitAsync(services);

        Assert.Contains("There are: tiny.", Problem(services).Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_models_folder_says_what_belongs_there()
    {
        await using var services = Services();

        await StartAndWaitAsync(services);

        Assert.Contains("no model for Auto mode", Problem(services).Reason, StringComparison.Ordinal);
        var asked = await Assert.ThrowsAsync<ModelUnavailableException>(
            () => services.GetRequiredService<IChatClient>().GetResponseAsync("Hi", cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(Problem(services), asked.Problem);
    }

    [Theory]
    [InlineData("SkipSimplifiedLayerNormalization", "SkipSimplifiedLayerNormalizatioX", "the operator com.microsoft:SkipSimplifiedLayerNormalizatioX")]
    [InlineData("attention_mask", "attention_masc", "no input attention_mask")]
    public async Task A_graph_this_engine_cannot_run_is_named_with_the_reason(string from, string to, string reason)
    {
        TestModels.Patch(Path.Combine(Add("tiny"), "model.onnx"), from, to);
        await using var services = Services();

        await StartAndWaitAsync(services);

        Assert.Equal("tiny/model.onnx", Problem(services).File);
        Assert.Contains(reason, Problem(services).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tokenizer.json", "{}")]
    [InlineData("tokenizer.json", "not json")]
    [InlineData("chat_template.jinja", "{% for m in messages %}")]
    public async Task A_vocabulary_or_template_that_cannot_be_read_is_named(string file, string content)
    {
        File.WriteAllText(Path.Combine(Add("tiny"), file), content);
        await using var services = Services();

        await StartAndWaitAsync(services);

        Assert.Equal($"tiny/{file}", Problem(services).File);
    }

    [Fact]
    public async Task Shutting_down_while_an_answer_runs_ends_it()
    {
        Add("tiny");
        await using var services = Services();
        await StartAndWaitAsync(services);
        var answer = services.GetRequiredService<IChatClient>().GetResponseAsync("Hi", cancellationToken: TestContext.Current.CancellationToken);

        await services.GetRequiredService<AutoModels>().StopAsync(TestContext.Current.CancellationToken);

        // The tiny model may have come to its end before the shutdown did.
        var ended = await Record.ExceptionAsync(() => answer);
        Assert.True(ended is null or OperationCanceledException or ObjectDisposedException, ended?.ToString());
    }

    private static ModelProblem Problem(IServiceProvider services) =>
        Assert.Single(Assert.IsType<ModelState.Unavailable>(services.GetRequiredService<ModelStatus>().Current).Problems);

    private static async Task StartAndWaitAsync(IServiceProvider services)
    {
        foreach (var hosted in services.GetServices<IHostedService>()) await hosted.StartAsync(TestContext.Current.CancellationToken);
        foreach (var model in services.GetRequiredService<AutoModels>().All) await Record.ExceptionAsync(() => model.Loaded);
    }

    private ServiceProvider Services(string model = "", params string[] further)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddChatBotInference().Configure(options =>
            (options.ModelsFolder, options.Model, options.Models, options.Threads) = (_models.Path, model, further, 2));
        return services.BuildServiceProvider();
    }

    private string Add(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_models.Path, name)).FullName;
        foreach (var file in Directory.GetFiles(TestModels.Tiny("llama"))) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        return folder;
    }
}
