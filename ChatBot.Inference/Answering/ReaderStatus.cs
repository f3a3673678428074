using ChatBot.Inference.Models;

namespace ChatBot.Inference.Answering;

/// <summary>The state of Masked mode's reader; Auto's model has its own.</summary>
public sealed class ReaderStatus : ModelStatus;
