namespace ChatBot.Inference.Answering;

/// <summary>A text that questions are asked of.</summary>
/// <param name="Id">Names it in the answers; anything the caller likes.</param>
/// <param name="Text">All its text, pages joined by form feeds. Every offset of an answer is a UTF-16 offset into it.</param>
public sealed record ReaderDocument(string Id, string Text);
