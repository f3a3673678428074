using ChatBot.Inference.Tokenization.Decoding;

namespace ChatBot.Inference.Tokenization;

/// <summary>
/// Turns the tokens of one answer into text as they arrive. All texts of <see cref="Append"/> and the one of <see cref="Flush"/>
/// together are what <see cref="TextTokenizer.Decode"/> gives for all ids, and no text ends inside a character. Not thread-safe.
/// </summary>
public sealed class StreamingDetokenizer
{
    private readonly TextTokenizer _tokenizer;
    private readonly bool _skipSpecialTokens;
    private readonly IReadOnlySet<int>? _shown;
    private readonly TextBuffer _buffer = new();
    private readonly DecodeStage _first;

    internal StreamingDetokenizer(TextTokenizer tokenizer, Decoder decoder, bool skipSpecialTokens, IReadOnlySet<int>? shown = null)
    {
        _shown = shown;
        _tokenizer = tokenizer;
        _skipSpecialTokens = skipSpecialTokens;
        _first = decoder.Attach(_buffer, fused: false);
    }

    /// <summary>Takes the next token.</summary>
    /// <param name="id">Any id; one without a token is ignored.</param>
    /// <returns>The text that has become certain, often empty in the middle of a character.</returns>
    public string Append(int id)
    {
        Write(id);
        return _buffer.Take(all: false);
    }

    /// <summary>Ends the answer.</summary>
    /// <returns>The rest of the text: what was held back, with U+FFFD for bytes of an unfinished character.</returns>
    public string Flush()
    {
        _first.Flush();
        return _buffer.Take(all: true);
    }

    /// <summary>Takes a token and keeps its text for later.</summary>
    internal void Write(int id)
    {
        if (_skipSpecialTokens && _tokenizer.IsSpecial(id) && _shown?.Contains(id) != true) return;
        if (_tokenizer.TryGetText(id, out var text)) _first.Write(text);
    }
}
