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

    /// <summary>The folder name of Auto mode's model; empty takes the first, by name, that loads.</summary>
    public string Model { get; set; } = "";

    /// <summary>Where models compute.</summary>
    [EnumDataType(typeof(ExecutionProvider))]
    public ExecutionProvider Provider { get; set; } = ExecutionProvider.Auto;

    /// <summary>Threads of a model's computation; 0 is one for each physical core.</summary>
    [Range(0, 1024)]
    public int Threads { get; set; }
}
