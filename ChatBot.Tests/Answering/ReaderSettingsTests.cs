using ChatBot.Inference.Answering;

namespace ChatBot.Tests.Answering;

public sealed class ReaderSettingsTests : IDisposable
{
    private readonly TemporaryFolder _model = new();

    public void Dispose() => _model.Dispose();

    [Fact]
    public void The_shipped_models_file_is_read()
    {
        var settings = ReaderSettings.Load(TestReaders.ShippedFolder, 512);
        Assert.Equal((384, 128, 64, 30), (settings.MaxLength, settings.Overlap, settings.MaxQuestionTokens, settings.MaxAnswerTokens));
        Assert.Equal((0.0, 3.8, 3.9), (settings.NullThreshold, settings.ConfidenceMidpoint, settings.ConfidenceTemperature));
        Assert.Equal(0.5, settings.Confidence(3.8), 12);
        Assert.Equal(1 / (1 + Math.Exp(-1)), settings.Confidence(3.8 + 3.9), 12);
        Assert.Equal((0, 1), (settings.Confidence(double.NegativeInfinity), settings.Confidence(double.PositiveInfinity)));
    }

    [Fact]
    public void A_folder_without_the_file_gets_the_usual_windows()
    {
        var settings = ReaderSettings.Load(_model.Path, 512);
        Assert.Equal((384, 128, 64, 30, 0.0), (settings.MaxLength, settings.Overlap, settings.MaxQuestionTokens, settings.MaxAnswerTokens, settings.NullThreshold));
        Assert.Equal(0.5, settings.Confidence(0));
    }

    [Fact]
    public void Windows_are_never_longer_than_the_models_positions() =>
        Assert.Equal(256, ReaderSettings.Load(_model.Path, 256).MaxLength);

    [Theory]
    [InlineData("not json")]
    [InlineData("{\"max_length\": 128}")]
    [InlineData("{\"overlap\": -1}")]
    [InlineData("{\"max_question_tokens\": 0}")]
    [InlineData("{\"confidence_temperature\": 0}")]
    public void Settings_that_cannot_work_are_refused(string json)
    {
        File.WriteAllText(Path.Combine(_model.Path, ReaderSettings.FileName), json);
        Assert.Throws<InvalidDataException>(() => ReaderSettings.Load(_model.Path, 512));
    }

    [Theory]
    [InlineData("""{"model_type": "bert", "max_position_embeddings": 512, "pad_token_id": 0}""", 512)]
    [InlineData("""{"model_type": "roberta", "max_position_embeddings": 514, "pad_token_id": 1}""", 512)]
    [InlineData("""{"model_type": "xlm-roberta", "max_position_embeddings": 514, "pad_token_id": 1}""", 512)]
    [InlineData("""{"model_type": "distilbert", "max_position_embeddings": 512}""", 512)]
    public void RoBERTas_positions_begin_behind_the_padding(string json, int positions)
    {
        File.WriteAllText(Path.Combine(_model.Path, EncoderConfig.FileName), json);
        Assert.Equal(positions, EncoderConfig.Load(_model.Path).Positions);
    }
}
