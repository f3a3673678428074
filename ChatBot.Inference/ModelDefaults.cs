namespace ChatBot.Inference;

/// <summary>
/// What a model does where <see cref="Microsoft.Extensions.AI.ChatOptions"/> leaves it open, for a page of settings to show. Asked of the
/// chat client: <c>client.GetService&lt;ModelDefaults&gt;()</c>, with a model's name as the key where there are several; null while the
/// model still loads and where it cannot.
/// </summary>
/// <param name="Name">The model's folder name, which is its <see cref="Microsoft.Extensions.AI.ChatOptions.ModelId"/>.</param>
/// <param name="ContextLength">The most tokens a conversation and its answer may have together.</param>
/// <param name="Temperature">0 where the model is greedy by default.</param>
/// <param name="TopP">1 where it takes no nucleus.</param>
/// <param name="TopK">0 where it takes all tokens.</param>
/// <param name="MaxOutputTokens">The most tokens an answer may have; it also ends where the context does.</param>
/// <param name="RepetitionPenalty">1 where there is none.</param>
public sealed record ModelDefaults(
    string Name, int ContextLength, float Temperature, float TopP, int TopK, int MaxOutputTokens, float RepetitionPenalty);
