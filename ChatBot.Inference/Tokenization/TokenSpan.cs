namespace ChatBot.Inference.Tokenization;

/// <summary>A token and the part of the original text it stands for.</summary>
/// <param name="Id">The token's id in the vocabulary.</param>
/// <param name="Start">UTF-16 offset of the first character in the original text, before any normalisation.</param>
/// <param name="End">UTF-16 offset behind the last character; equal to <paramref name="Start"/> for a token that stands for no text.</param>
public readonly record struct TokenSpan(int Id, int Start, int End);
