using System.ComponentModel.DataAnnotations;
using ChatBot.Inference.Models;

namespace ChatBot.Inference;

/// <summary>Which models run, where and how. Bound to the configuration section <c>Inference</c> and checked at start.</summary>
public sealed class InferenceOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Inference";

    /// <summary>The folder with one folder a model. A relative one is found as <see cref="ModelCatalog.Locate"/> says.</summary>
    [Required]
    public string ModelsFolder { get; set; } = "models";

    /// <summary>
    /// The folder name of Auto mode's model, with <c>:variant</c> behind it where one of several ONNX files is meant (<c>qwen3-0.6b:int8</c>); empty takes the first, by name, that loads.
    /// </summary>
    public string Model { get; set; } = "";

    /// <summary>
    /// Folder names of further models for Auto mode, loaded beside <see cref="Model"/>, which answers where a request names none; where that is empty, the
    /// first of these does.
    /// </summary>
    public IReadOnlyList<string> Models { get; set; } = [];

    /// <summary>
    /// The most tokens that a conversation and its answer may have together; 0 is as many as the model has and the cache has memory for, up to 32,768.
    /// Never more than the model has.
    /// </summary>
    [Range(0, 10_000_000)]
    public int ContextLength { get; set; }

    /// <summary>Where models compute.</summary>
    [EnumDataType(typeof(ExecutionProvider))]
    public ExecutionProvider Provider { get; set; } = ExecutionProvider.Auto;

    /// <summary>Threads of a model's computation; 0 is one for each physical core.</summary>
    [Range(0, 1024)]
    public int Threads { get; set; }

    /// <summary>
    /// Whether to compute with ChatBot's own kernels where the processor has AVX-512 and the model is of a kind they know (<see cref="Kernels.OwnKernels"/>);
    /// elsewhere, and without it, ONNX Runtime's are used.
    /// </summary>
    public bool OwnKernels { get; set; } = true;

    /// <summary>How many answers one model writes at the same time; those asked for beyond them wait in line.</summary>
    [Range(1, 64)]
    public int ConcurrentAnswers { get; set; } = 8;

    /// <summary>
    /// Whether to guess, while there is only one answer, that a text goes on as it did before: copying, editing and quoting is several times as fast.
    /// Answers with a seed never use it.
    /// </summary>
    public bool Speculate { get; set; } = true;

    /// <summary>
    /// Memory, in megabytes, for what one model has read: the running conversations, and as many earlier ones as fit, so that their next turns read
    /// only what is new. 0 is an eighth of the machine's memory, at most 4 GB.
    /// </summary>
    [Range(0, 1 << 20)]
    public int CacheMegabytes { get; set; }

    /// <summary>The folder name of Masked mode's reader; empty takes the first, by name, that loads.</summary>
    public string Reader { get; set; } = "";

    /// <summary>
    /// Threads of the reader, each of which reads one passage at a time and gives way to everything else; 0 is one for each physical core.
    /// </summary>
    [Range(0, 1024)]
    public int ReaderThreads { get; set; }

    /// <summary>
    /// The most passages of all documents to read for one question; 0 is as many as this machine, where it has nothing else to do, reads in about
    /// three seconds.
    /// </summary>
    [Range(0, 1_000_000)]
    public int ReaderPassages { get; set; }
}
