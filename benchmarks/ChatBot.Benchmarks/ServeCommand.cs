using System.Text.Json;
using ChatBot.Benchmarks.Comparison;

namespace ChatBot.Benchmarks;

/// <summary>
/// Our engine as one side of a comparison: announces itself in one line, then answers each request, a line of JSON, with a line of JSON, until its
/// input ends. The peers do the same.
/// </summary>
internal static class ServeCommand
{
    public static async Task<int> RunAsync()
    {
        await using var client = ShippedModel.Load();
        var version = typeof(Microsoft.ML.OnnxRuntime.InferenceSession).Assembly.GetName().Version;
        Write(new Greeting($"ONNX Runtime {version?.ToString(3)}, .NET {Environment.Version}, through IChatClient"), ComparisonJson.Default.Greeting);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var request = JsonSerializer.Deserialize(line, ComparisonJson.Default.PeerRequest)!;
            Write(await Answer.AskAsync(client, Prompts.Conversation(request.Repetition), request.Tokens), ComparisonJson.Default.Answer);
        }

        return 0;
    }

    private static void Write<T>(T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        Console.WriteLine(JsonSerializer.Serialize(value, type));
}
