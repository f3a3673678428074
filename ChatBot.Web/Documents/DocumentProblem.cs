using System.Text.Json.Serialization;

namespace ChatBot.Web.Documents;

/// <summary>The kinds of <see cref="DocumentProblem"/>, for code that must react to one of them.</summary>
public enum DocumentProblemKind
{
    /// <summary>The file has no bytes.</summary>
    Empty,

    /// <summary>The file is not a PDF, PNG or JPEG, or not what its name says.</summary>
    WrongType,

    /// <summary>The file is larger than one file may be.</summary>
    FileTooLarge,

    /// <summary>The chat has as many files as it may have.</summary>
    TooManyFiles,

    /// <summary>The files of the chat together are larger than they may be.</summary>
    ChatTooLarge,

    /// <summary>The document has more pages than are read.</summary>
    TooManyPages,

    /// <summary>The picture has more pixels than are read.</summary>
    TooManyPixels,

    /// <summary>The document is encrypted: ask for its password and try again with it.</summary>
    NeedsPassword,

    /// <summary>The document is encrypted and the given password does not open it: ask again.</summary>
    WrongPassword,

    /// <summary>The file is broken beyond reading.</summary>
    Damaged,

    /// <summary>The document was read, and there is no text in it.</summary>
    NoText,

    /// <summary>A program that reading this document needs is not installed.</summary>
    ToolMissing,

    /// <summary>Reading took longer than it may.</summary>
    TooSlow,

    /// <summary>Reading needed more memory than it may.</summary>
    TooMuchMemory,

    /// <summary>The document holds more text than is kept, or unpacks to more data than is read.</summary>
    TooMuchData,

    /// <summary>The file is not there, or may not be read.</summary>
    Unreadable,
}

/// <summary>Why a document cannot be used, and what its owner can do. Written to be shown to a person as it is.</summary>
/// <param name="Kind">The kind of problem.</param>
/// <param name="Reason">What is wrong, one sentence that names the limit where there is one.</param>
/// <param name="Remedy">What to do, one or two sentences; never empty.</param>
public sealed record DocumentProblem(DocumentProblemKind Kind, string Reason, string Remedy)
{
    /// <summary>Whether trying again with (another) password can help.</summary>
    [JsonIgnore]
    public bool AsksForPassword => Kind is DocumentProblemKind.NeedsPassword or DocumentProblemKind.WrongPassword;

    /// <summary>Reason and remedy as one line of text.</summary>
    public override string ToString() => $"{Reason} {Remedy}";
}

/// <summary>Thrown when a document is refused. The message can be shown to a user; nothing that was there before is lost.</summary>
/// <param name="problem">Why, and what to do.</param>
/// <param name="inner">The failure underneath, where there was one.</param>
public sealed class DocumentRejectedException(DocumentProblem problem, Exception? inner = null) : Exception(problem.ToString(), inner)
{
    /// <summary>Why, and what to do.</summary>
    public DocumentProblem Problem { get; } = problem;
}
