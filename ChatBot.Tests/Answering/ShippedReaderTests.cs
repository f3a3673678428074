using System.Text.Json.Nodes;
using ChatBot.Tests.Tokenization;

namespace ChatBot.Tests.Answering;

public class ShippedReaderTests
{
    [Fact]
    public async Task It_gives_the_reference_answers_at_the_reference_offsets()
    {
        foreach (var example in JsonNode.Parse(await File.ReadAllBytesAsync(ProjectRoot.Reference("qa", "minilm-squad2.json"), TestContext.Current.CancellationToken))!.AsArray())
        {
            var context = (string)example!["context"]!;
            var offsets = Tokenizers.CodePointOffsets(context);
            var result = await TestReaders.Shipped.AskAsync((string)example["question"]!, context);
            Assert.NotNull(result.Best);
            Assert.Equal((string)example["answer"]!, result.Best.Text);
            Assert.Equal((offsets[(int)example["start"]!], offsets[(int)example["end"]!]), (result.Best.Start, result.Best.Start + result.Best.Length));
            Assert.Equal((double)example["margin"]!, result.Best.Margin, tolerance: 0.05);
            Assert.Equal(result.Best.Margin > TestReaders.Shipped.Settings.NullThreshold, result.IsAnswered);
        }
    }
}
