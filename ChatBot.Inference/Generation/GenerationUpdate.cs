namespace ChatBot.Inference.Generation;

/// <summary>What there is to tell of an answer on its way.</summary>
/// <param name="Text">The next piece of its text; empty where there is only something else to tell.</param>
/// <param name="Thought">The next piece of what the model thinks before it answers; it comes before the text.</param>
/// <param name="QueuePosition">Its new place in the waiting line, 1 when it is next, 0 when it has begun; null where that has not changed.</param>
internal readonly record struct GenerationUpdate(string Text, string Thought = "", int? QueuePosition = null);
