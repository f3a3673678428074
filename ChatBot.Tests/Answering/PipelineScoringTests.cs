using System.Text.Json.Nodes;
using ChatBot.Tests.Tokenization;

namespace ChatBot.Tests.Answering;

public class PipelineScoringTests
{
    [Fact]
    public async Task Every_answer_of_the_transformers_pipeline_is_reproduced()
    {
        await using var reader = TestReaders.Load(TestReaders.TinyFolder);
        var pipeline = new PipelineScoring(reader.Graph, reader.Tokenizer);
        var cases = JsonNode.Parse(File.ReadAllBytes(Path.Combine(TestReaders.TinyFolder, "expected.json")))!.AsArray();
        foreach (var example in cases)
        {
            var (question, context) = ((string)example!["question"]!, (string)example["context"]!);
            var answers = pipeline.Answer(question, context, Options(example["options"]!));
            var offsets = Tokenizers.CodePointOffsets(context);
            var expected = example["answers"]!.AsArray();
            var label = example.ToJsonString()[..80] + example["options"]!.ToJsonString();
            Assert.True(expected.Count == answers.Count, label);
            foreach (var (want, got) in expected.Zip(answers))
            {
                Assert.True(Math.Abs((double)want!["score"]! - got.Score) < 1e-4, label);
                Assert.True((string)want["answer"]! == got.Text, label);
                Assert.True((offsets[(int)want["start"]!], offsets[(int)want["end"]!]) == (got.Start, got.End), label);
            }
        }

        Assert.Equal(60, cases.Count);
    }

    private static PipelineOptions Options(JsonNode options)
    {
        var defaults = new PipelineOptions();
        return new PipelineOptions
        {
            MaxSequenceLength = (int?)options["max_seq_len"] ?? defaults.MaxSequenceLength,
            DocumentStride = (int?)options["doc_stride"],
            MaxAnswerLength = (int?)options["max_answer_len"] ?? defaults.MaxAnswerLength,
            TopK = (int?)options["top_k"] ?? defaults.TopK,
            HandleImpossibleAnswer = (bool?)options["handle_impossible_answer"] ?? defaults.HandleImpossibleAnswer,
            AlignToWords = (bool?)options["align_to_words"] ?? defaults.AlignToWords,
        };
    }
}
