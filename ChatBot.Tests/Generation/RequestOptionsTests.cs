using System.Text.Json;
using ChatBot.Inference.Generation;
using ChatBot.Inference.Templates;
using ChatBot.Tests.Tokenization;
using Microsoft.Extensions.AI;

namespace ChatBot.Tests.Generation;

/// <summary>The tiny llama, whose context of 256 tokens is soon full.</summary>
public sealed class RequestOptionsTests : IAsyncLifetime
{
    private readonly OnnxChatClient _client = TestModels.Load(TestModels.Tiny("llama"));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    [Fact]
    public async Task Messages_left_out_are_told_before_the_answer_and_with_it()
    {
        List<ChatMessage> messages = [];
        for (var turn = 0; turn < 20; turn++) messages.AddRange([new(ChatRole.User, $"q{turn} why and how"), new(ChatRole.Assistant, $"a{turn} so and thus")]);
        messages.Add(new(ChatRole.User, "q20"));

        var updates = await _client.GetStreamingResponseAsync(messages, new() { MaxOutputTokens = 5 }, TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);

        var dropped = Assert.IsType<int>(updates[0].AdditionalProperties![OnnxChatClient.DroppedMessages]);
        Assert.InRange(dropped, 2, 40);
        Assert.Empty(updates[0].Text);
        Assert.Equal(dropped, updates[^1].AdditionalProperties![OnnxChatClient.DroppedMessages]);
        Assert.Equal(dropped, updates.ToChatResponse().Messages[^1].AdditionalProperties![OnnxChatClient.DroppedMessages]);
    }

    [Fact]
    public async Task A_conversation_that_fits_says_nothing_of_messages_left_out()
    {
        var answer = await _client.GetResponseAsync("Hi", new() { MaxOutputTokens = 2 }, TestContext.Current.CancellationToken);

        Assert.False(answer.Messages[^1].AdditionalProperties!.ContainsKey(OnnxChatClient.DroppedMessages));
    }

    [Fact]
    public async Task Instructions_are_a_system_message_before_all_others()
    {
        var with = await _client.GetResponseAsync("Hi", new() { Instructions = "Be brief.", MaxOutputTokens = 1 }, TestContext.Current.CancellationToken);

        Assert.Equal(Prompt([new(ChatRole.System, "Be brief."), new(ChatRole.User, "Hi")]), with.Usage?.InputTokenCount);
    }

    [Fact]
    public async Task What_cannot_be_promised_is_refused()
    {
        await Refused<NotSupportedException>(new() { ResponseFormat = ChatResponseFormat.Json }, "plain text");
        await Refused<NotSupportedException>(new() { Tools = [AIFunctionFactory.Create(() => 1, "one")] }, "cannot call tools");
#pragma warning disable MEAI001
        await Refused<NotSupportedException>(new() { ContinuationToken = ResponseContinuationToken.FromBytes(new byte[1]) }, "sending the conversation again");
#pragma warning restore MEAI001
        await Refused<ArgumentException>(new() { AdditionalProperties = new() { [RequestOptions.TemplateVariablesKey] = "x" } }, "must be a dictionary");
        await Refused<ArgumentOutOfRangeException>(new() { MaxOutputTokens = 0 }, "max_tokens must be 1 or more");
        await Refused<ArgumentOutOfRangeException>(new() { Temperature = float.NaN }, "temperature must be");
        await Assert.ThrowsAsync<ArgumentException>(() => _client.GetResponseAsync([], null, TestContext.Current.CancellationToken));
        Assert.NotNull(await _client.GetResponseAsync("Hi", new() { ResponseFormat = ChatResponseFormat.Text, MaxOutputTokens = 1 }, TestContext.Current.CancellationToken));

        async Task Refused<T>(ChatOptions options, string reason)
            where T : Exception
        {
            var refused = await Assert.ThrowsAsync<T>(() => _client.GetResponseAsync("Hi", options, TestContext.Current.CancellationToken));
            Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_picture_is_refused_rather_than_left_out()
    {
        ChatMessage message = new(ChatRole.User, [new TextContent("What is this?"), new DataContent(new byte[1], "image/png")]);

        var refused = await Assert.ThrowsAsync<NotSupportedException>(() => _client.GetResponseAsync([message], null, TestContext.Current.CancellationToken));
        Assert.Contains("text only", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_update_tells_which_answer_of_which_model_it_is_part_of()
    {
        var updates = await _client.GetStreamingResponseAsync("Hi", new() { MaxOutputTokens = 4, StopSequences = [null!, ""] }, TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);

        Assert.NotEmpty(updates[0].ResponseId!);
        Assert.All(updates, update => Assert.Equal(
            (ChatRole.Assistant, updates[0].ResponseId, updates[0].ResponseId, _client.Defaults.Name, updates[0].CreatedAt, null),
            (update.Role, update.ResponseId, update.MessageId, update.ModelId, update.CreatedAt, update.ConversationId)));
        Assert.NotNull(updates[0].CreatedAt);
        Assert.Equal(ChatFinishReason.Length, Assert.Single(updates, update => update.FinishReason is not null).FinishReason);
        Assert.Single(updates, update => update.Contents.OfType<UsageContent>().Any());
    }

    [Property]
    public void Whatever_a_file_has_for_defaults_the_settings_make_sense(double temperature, double topP, double minP, double penalty, int topK, int ngram, bool sample)
    {
        var settings = SamplingSettings.From(
            new() { DoSample = sample, Temperature = temperature, TopP = topP, MinP = minP, RepetitionPenalty = penalty, TopK = topK, NoRepeatNgramSize = ngram }, null);

        Assert.Equal(sample && (float)temperature is >= 0 and <= 100 ? (float)temperature : sample ? 1 : 0, settings.Temperature);
        Assert.InRange(settings.TopP, float.Epsilon, 1);
    }

    [Fact]
    public async Task A_stop_sequence_and_the_most_tokens_end_an_answer_and_the_usage_tells_of_it()
    {
        ChatOptions options = new() { Temperature = 0, MaxOutputTokens = 12 };
        var whole = await _client.GetResponseAsync("Hi", options, TestContext.Current.CancellationToken);
        Assert.Equal(ChatFinishReason.Length, whole.FinishReason);
        Assert.Equal(12, whole.Usage?.OutputTokenCount);
        Assert.Equal(whole.Usage?.InputTokenCount + 12, whole.Usage?.TotalTokenCount);
        var stop = whole.Text.Substring(whole.Text.Length / 2, 2);
        options.StopSequences = ["not in there", stop];

        var cut = await _client.GetResponseAsync("Hi", options, TestContext.Current.CancellationToken);

        Assert.Equal(whole.Text[..whole.Text.IndexOf(stop, StringComparison.Ordinal)], cut.Text);
        Assert.Equal(ChatFinishReason.Stop, cut.FinishReason);
        Assert.InRange(cut.Usage!.OutputTokenCount!.Value, 1, 12);
    }

    [Fact]
    public void Every_sampling_option_arrives()
    {
        var settings = SamplingSettings.From(new(), new()
        {
            Temperature = 0.5f,
            TopK = 7,
            TopP = 0.8f,
            FrequencyPenalty = 0.1f,
            PresencePenalty = 0.2f,
            Seed = 5,
            AdditionalProperties = new() { ["min_p"] = 0.05, ["repetition_penalty"] = Json("1.3"), ["no_repeat_ngram_size"] = 3 },
        });

        Assert.Equal(new SamplingSettings
        {
            Temperature = 0.5f,
            TopK = 7,
            TopP = 0.8f,
            FrequencyPenalty = 0.1f,
            PresencePenalty = 0.2f,
            Seed = 5,
            MinP = 0.05f,
            RepetitionPenalty = 1.3f,
            NoRepeatNgramSize = 3,
        }, settings);
    }

    [Fact]
    public void Reasoning_and_variables_of_the_template_arrive()
    {
        ChatOptions options = new()
        {
            Reasoning = new() { Effort = ReasoningEffort.None },
            AdditionalProperties = new() { [RequestOptions.TemplateVariablesKey] = new Dictionary<string, object?> { ["today"] = "Monday" } },
        };
        var template = ChatTemplate.FromSource("{{ today }} {{ enable_thinking }} {{ thinking }} {{ reasoning_effort }}", Tokenizers.Get("tiny-llama"));

        Assert.Equal("Monday False False low", template.Render([new(ChatRole.User, "Hi")], extras: RequestOptions.TemplateVariables(options)).Text);
        options.AdditionalProperties[RequestOptions.TemplateVariablesKey] = Json("""{ "today": "Tuesday" }""");
        Assert.Equal("Tuesday False False low", template.Render([new(ChatRole.User, "Hi")], extras: RequestOptions.TemplateVariables(options)).Text);
        Assert.Null(RequestOptions.TemplateVariables(new()));
    }

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);

    private static int Prompt(ChatMessage[] messages)
    {
        var tokenizer = Tokenizers.Get("tiny-llama");
        return tokenizer.Encode(ChatTemplate.FromDirectory(TestModels.Tiny("llama"), tokenizer).Render(messages)).Length;
    }
}
