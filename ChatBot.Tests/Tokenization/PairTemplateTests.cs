namespace ChatBot.Tests.Tokenization;

public sealed class PairTemplateTests
{
    [Fact]
    public void Bert_frames_with_CLS_and_SEP_and_two_types()
    {
        var pair = Tokenizers.Get("minilm").Pair.Frame([7, 8], [9]);

        Assert.Equal([101, 7, 8, 102, 9, 102], pair.Ids);
        Assert.Equal([0, 0, 0, 0, 1, 1], pair.TypeIds);
        Assert.Equal((1, 4), (pair.FirstStart, pair.SecondStart));
    }

    [Fact]
    public void Roberta_frames_with_two_separators_and_one_type()
    {
        var template = Tokenizers.Get("tiny-roberta").Pair;
        var pair = template.Frame([7, 8], [9]);

        Assert.Equal([0, 7, 8, 2, 2, 9, 2], pair.Ids);
        Assert.All(pair.TypeIds, type => Assert.Equal(0, type));
        Assert.Equal((1, 5), (pair.FirstStart, pair.SecondStart));
        Assert.Equal(4, template.FrameLength);
    }

    [Fact]
    public void A_tokenizer_without_a_frame_joins_the_two()
    {
        Assert.Equal([7, 8, 9], Tokenizers.Get("smollm2").Pair.Frame([7, 8], [9]).Ids);
    }
}
