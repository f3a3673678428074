namespace ChatBot.Inference.Tokenization;

/// <summary>One entry of <c>added_tokens</c>: recognised as a whole in the text before the model's own units are.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Content">Its text.</param>
/// <param name="SingleWord">Recognised only where no word character touches it.</param>
/// <param name="LeftStrip">Takes the white space before it along.</param>
/// <param name="RightStrip">Takes the white space behind it along.</param>
/// <param name="Normalized">Looked for in the normalised text rather than in the original.</param>
/// <param name="Special">A control token: left out of decoded text.</param>
internal sealed record AddedToken(
    int Id, string Content, bool SingleWord, bool LeftStrip, bool RightStrip, bool Normalized, bool Special);
