namespace ChatBot.Web.Conversations;

/// <summary>Where a message stands among those that were written in its place: the edits of a question, the answers to one.</summary>
/// <param name="Index">Its place, from 0, the oldest first.</param>
/// <param name="Count">How many there are; 1 where the message has no others beside it.</param>
public readonly record struct Branches(int Index, int Count);
