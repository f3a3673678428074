using System.Text.Json;
using System.Text.Json.Serialization;
using ChatBot.Benchmarks.Suite;

namespace ChatBot.Benchmarks.Comparison;

/// <summary>A side's first line.</summary>
/// <param name="Description">What it is and what it uses.</param>
internal sealed record Greeting(string Description);

/// <summary>What each side is asked; it answers with an <see cref="Answer"/>.</summary>
/// <param name="Repetition">Which prompt.</param>
/// <param name="Prompt">Its tokens.</param>
/// <param name="Tokens">The tokens to write.</param>
internal sealed record PeerRequest(int Repetition, int[] Prompt, int Tokens);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Greeting))]
[JsonSerializable(typeof(PeerRequest))]
[JsonSerializable(typeof(Answer))]
[JsonSerializable(typeof(SuiteRequest))]
[JsonSerializable(typeof(SuiteAnswer))]
internal sealed partial class ComparisonJson : JsonSerializerContext;
