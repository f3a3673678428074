using System.Collections.Concurrent;
using System.Text;
using ChatBot.Inference.Tokenization;

namespace ChatBot.Tests.Tokenization;

/// <summary>The tokenizers under test, each loaded once.</summary>
internal static class Tokenizers
{
    private static readonly ConcurrentDictionary<string, Lazy<TextTokenizer>> Loaded = new();

    /// <summary>Every real vocabulary of the tests.</summary>
    public static readonly string[] Names =
        ["smollm2", "gpt-2", "phi-3", "minilm", "tiny-roberta", "tiny-llama", "tiny-qwen2", "tiny-qwen3", "tiny-phi3"];

    /// <summary>Those that give every string back as it was.</summary>
    public static readonly string[] ByteLevel = ["smollm2", "gpt-2", "tiny-roberta", "tiny-llama", "tiny-qwen3", "tiny-phi3"];

    public static TextTokenizer Get(string name) =>
        Loaded.GetOrAdd(name, key => new Lazy<TextTokenizer>(() => TokenizerJson.Load(FileOf(key)))).Value;

    public static string FileOf(string name) => name switch
    {
        "smollm2" => ProjectRoot.Combine("models", "smollm2-135m-instruct", "tokenizer.json"),
        "minilm" => ProjectRoot.Combine("models", "minilm-squad2", "tokenizer.json"),
        "tiny-llama" or "tiny-qwen2" or "tiny-qwen3" or "tiny-phi3" =>
            ProjectRoot.Reference("tiny-models", name["tiny-".Length..], "tokenizer.json"),
        _ => ProjectRoot.Reference("tokenizers", name, "tokenizer.json"),
    };

    /// <summary>Loads a tokenizer from its JSON.</summary>
    public static TextTokenizer FromJson(string json)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, json);
            return TokenizerJson.Load(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>UTF-16 offsets of all code points, and of the end.</summary>
    public static int[] CodePointOffsets(string text)
    {
        var offsets = new List<int>();
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            offsets.Add(at);
            at += rune.Utf16SequenceLength;
        }

        return [.. offsets, at];
    }

    /// <summary>A text as UTF-8 can hold it: lone surrogates become U+FFFD.</summary>
    public static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
