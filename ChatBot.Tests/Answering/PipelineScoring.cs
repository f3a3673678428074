using System.Numerics.Tensors;
using ChatBot.Inference.Answering;
using ChatBot.Inference.Tokenization;
using Microsoft.ML.OnnxRuntime;

namespace ChatBot.Tests.Answering;

/// <summary>Options of transformers' question-answering pipeline, with its names' meanings and its defaults.</summary>
internal sealed record PipelineOptions
{
    public int MaxSequenceLength { get; init; } = 384;

    /// <summary>Tokens that neighbouring windows share; null is 128 or half a window, whichever is less.</summary>
    public int? DocumentStride { get; init; }

    public int MaxAnswerLength { get; init; } = 15;

    public int TopK { get; init; } = 1;

    public bool HandleImpossibleAnswer { get; init; }

    public bool AlignToWords { get; init; } = true;
}

/// <summary>One of the pipeline's answers; offsets are UTF-16. The impossible answer is empty and at 0.</summary>
internal readonly record struct PipelineAnswer(double Score, int Start, int End, string Text);

/// <summary>
/// The scoring of transformers' question-answering pipeline (4.57), answer for answer: probabilities normalised within each window, and the same
/// words from several places added up. It shows that graph, tokenizer and windows are right; <see cref="ExtractiveReader"/> ranks across
/// windows better, because its margins are comparable between them. Thread-safe.
/// </summary>
internal sealed class PipelineScoring(ReaderGraph graph, TextTokenizer tokenizer)
{
    /// <summary>Answers a question from one text.</summary>
    public IReadOnlyList<PipelineAnswer> Answer(string question, string context, PipelineOptions options)
    {
        var asked = tokenizer.Encode(question);
        var (tokens, words) = tokenizer.EncodeWithWords(context, recogniseAddedTokens: true);
        var ids = tokens.Select(token => token.Id).ToArray();
        var stride = options.DocumentStride ?? Math.Min(options.MaxSequenceLength / 2, 128);
        var capacity = options.MaxSequenceLength - tokenizer.Pair.FrameLength - asked.Length;
        if (capacity <= stride) throw new ArgumentException("The question leaves no room for the text.", nameof(question));

        using var run = new RunOptions();
        List<PipelineAnswer> answers = [];
        var nullScore = 1e6f;
        foreach (var window in Window.Cover(0, ids.Length, capacity, stride))
        {
            var framed = tokenizer.Pair.Frame(asked, ids.AsSpan(window.Start, window.Length));
            var logits = graph.Run([framed], run)[0];
            var allowed = Allowed(framed, window);
            var start = Probabilities(logits.Start, allowed);
            var end = Probabilities(logits.End, allowed);
            nullScore = Math.Min(nullScore, start[0] * end[0]);
            start[0] = end[0] = 0;
            foreach (var (first, last, score) in BestSpans(start, end, allowed, options))
            {
                var (from, to) = Place(first - framed.SecondStart, last - framed.SecondStart, window);
                Add(answers, score, from, to, context);
            }
        }

        if (options.HandleImpossibleAnswer) answers.Add(new PipelineAnswer(nullScore, 0, 0, ""));
        return [.. answers.OrderByDescending(answer => answer.Score).Take(options.TopK)];

        (int From, int To) Place(int first, int last, Window window)
        {
            // A span from the special token in front has no place in the text.
            if (first < 0 || last < 0 || first >= window.Length || last >= window.Length)
                return (first < 0 ? 0 : tokens[window.Start + first].Start, last < 0 || last >= window.Length ? 0 : tokens[window.Start + last].End);
            var (from, to) = (window.Start + first, window.Start + last);
            if (!options.AlignToWords) return (tokens[from].Start, tokens[to].End);
            while (from > window.Start && words[from - 1] == words[from]) from--;
            while (to + 1 < window.End && words[to + 1] == words[to]) to++;
            return (tokens[from].Start, tokens[to].End);
        }
    }

    /// <summary>The text's tokens and every token with the first one's id, which stands for "no answer".</summary>
    private static bool[] Allowed(FramedPair framed, Window window)
    {
        var allowed = new bool[framed.Ids.Length];
        for (var i = 0; i < allowed.Length; i++)
            allowed[i] = framed.Ids[i] == framed.Ids[0] || (i >= framed.SecondStart && i < framed.SecondStart + window.Length);
        return allowed;
    }

    private static float[] Probabilities(float[] logits, bool[] allowed)
    {
        const float excluded = -10000;
        var masked = logits.Select((logit, i) => allowed[i] ? logit : excluded).ToArray();
        TensorPrimitives.SoftMax<float>(masked, masked);
        return masked;
    }

    private static IEnumerable<(int First, int Last, float Score)> BestSpans(float[] start, float[] end, bool[] allowed, PipelineOptions options)
    {
        // Spans that grow to the same words become one answer, so more are taken than are asked for (transformers' pull request 39193).
        var count = options.AlignToWords ? (2 * options.TopK) + 10 : options.TopK;
        List<(int First, int Last, float Score)> spans = [];
        for (var first = 0; first < start.Length; first++)
            for (var last = first; last < Math.Min(start.Length, first + options.MaxAnswerLength); last++)
                spans.Add((first, last, start[first] * end[last]));
        return spans.OrderByDescending(span => span.Score).Take(count).Where(span => allowed[span.First] && allowed[span.Last]);
    }

    /// <summary>The same words, in whatever case, are one answer: the first place keeps it and gets the others' scores.</summary>
    private static void Add(List<PipelineAnswer> answers, float score, int from, int to, string context)
    {
        var text = from <= to ? context[from..to] : "";
        var known = answers.FindIndex(answer => string.Equals(answer.Text, text, StringComparison.OrdinalIgnoreCase));
        if (known < 0) answers.Add(new PipelineAnswer(score, from, to, text));
        else answers[known] = answers[known] with { Score = answers[known].Score + score };
    }
}
