namespace ChatBot.Inference.Tokenization;

/// <summary>
/// Takes spaces at a token's edges out of its offsets, as the post-processors of GPT-2 and RoBERTa do.
/// </summary>
/// <param name="AddsPrefixSpace">The pre-tokenizer may have added a space in front that the text does not have.</param>
internal sealed record OffsetTrimming(bool AddsPrefixSpace)
{
    /// <param name="spans">The tokens, changed in place.</param>
    /// <param name="original">The text they came from.</param>
    /// <param name="tokenizer">Tells the tokens' own texts.</param>
    public void Apply(List<TokenSpan> spans, string original, TextTokenizer tokenizer)
    {
        for (var i = 0; i < spans.Count; i++)
        {
            var (id, start, end) = spans[i];
            if (!tokenizer.TryGetText(id, out var text)) continue;

            // An added token may have taken white space of the text along, which its own text does not show.
            if (tokenizer.IsAdded(id)) text = original.AsSpan(start, end - start);
            var leading = 0;
            while (leading < text.Length && IsSpace(text[leading])) leading++;
            var trailing = 0;
            while (trailing < text.Length && IsSpace(text[^(trailing + 1)])) trailing++;

            // A single space in front may be the added one; several cannot be.
            if (leading == 1 && AddsPrefixSpace && (i == 0 || start == 0)) leading = 0;
            for (; leading > 0 && start < end; leading--) start += IsPairAt(original, start) ? 2 : 1;
            for (; trailing > 0 && start < end; trailing--) end -= end >= 2 && IsPairAt(original, end - 2) ? 2 : 1;
            spans[i] = new TokenSpan(id, Math.Min(start, end), Math.Max(start, end));
        }
    }

    private static bool IsPairAt(string text, int index) => index + 1 < text.Length && char.IsSurrogatePair(text, index);

    private static bool IsSpace(char unit) => unit == ByteChars.ToChar((byte)' ') || char.IsWhiteSpace(unit);
}
