using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ChatBot.Tests.Answering;

/// <summary>A question of a data set in SQuAD's format, and the answers people gave.</summary>
internal sealed record SquadQuestion(string Context, string Question, IReadOnlyList<string> Answers);

/// <summary>Exact match and F1 as SQuAD's evaluation script counts them (Rajpurkar et al., 2016).</summary>
internal static partial class SquadScore
{
    public static List<SquadQuestion> Load(string file) =>
    [
        .. from article in JsonNode.Parse(File.ReadAllBytes(file))!["data"]!.AsArray()
           from paragraph in article!["paragraphs"]!.AsArray()
           from question in paragraph!["qas"]!.AsArray()
           select new SquadQuestion((string)paragraph["context"]!, (string)question!["question"]!,
               [.. question["answers"]!.AsArray().Select(answer => (string)answer!["text"]!)]),
    ];

    public static bool ExactMatch(string prediction, IEnumerable<string> truths) => truths.Any(truth => Normalize(truth) == Normalize(prediction));

    public static double F1(string prediction, IEnumerable<string> truths) => truths.Max(truth => F1(Words(prediction), Words(truth)));

    private static double F1(string[] prediction, string[] truth)
    {
        if (prediction.Length == 0 || truth.Length == 0) return prediction.Length == truth.Length ? 1 : 0;
        var left = truth.ToList();
        double common = prediction.Count(left.Remove);
        return common == 0 ? 0 : 2 * common / (prediction.Length + truth.Length);
    }

    private static string[] Words(string text) => Normalize(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string Normalize(string text)
    {
        var lower = text.ToLower(CultureInfo.InvariantCulture);
        var bare = string.Concat(lower.Where(c => !(char.IsAscii(c) && (char.IsPunctuation(c) || char.IsSymbol(c)))));
        return string.Join(' ', Articles().Replace(bare, " ").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    [GeneratedRegex(@"\b(a|an|the)\b")]
    private static partial Regex Articles();
}
