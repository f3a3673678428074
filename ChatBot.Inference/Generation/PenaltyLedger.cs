namespace ChatBot.Inference.Generation;

/// <summary>Which tokens one chat has so far, and what that costs them in the next step.</summary>
internal sealed class PenaltyLedger
{
    private readonly SamplingSettings _settings;
    private readonly List<int> _distinct = [];
    private readonly int[] _answerCounts;
    private readonly bool[] _known;

    public PenaltyLedger(SamplingSettings settings, int vocabulary)
    {
        _settings = settings;
        var needed = settings.RepetitionPenalty != 1 || settings.PresencePenalty != 0 || settings.FrequencyPenalty != 0;
        _known = needed ? new bool[vocabulary] : [];
        _answerCounts = needed ? new int[vocabulary] : [];
    }

    public void AddPrompt(int token)
    {
        if ((uint)token >= (uint)_known.Length || _known[token]) return;
        _known[token] = true;
        _distinct.Add(token);
    }

    public void AddAnswer(int token)
    {
        AddPrompt(token);
        if ((uint)token < (uint)_answerCounts.Length) _answerCounts[token]++;
    }

    /// <summary>Each distinct token pays once.</summary>
    public void Apply(Span<float> logits)
    {
        foreach (var token in _distinct)
        {
            ref var score = ref logits[token];
            score = score < 0 ? score * _settings.RepetitionPenalty : score / _settings.RepetitionPenalty;
            if (_answerCounts[token] is > 0 and var count) score -= _settings.PresencePenalty + (count * _settings.FrequencyPenalty);
        }
    }
}
