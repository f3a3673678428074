using ChatBot.Web.Documents;
using ChatBot.Web.Localization;

namespace ChatBot.Web.Masked;

/// <summary>Which of the files that are offered can come, judged before their bytes so that nobody uploads in vain. The store judges again.</summary>
internal static class OfferRules
{
    private const int RefusalsShownSingly = 3;

    /// <summary>Why a file cannot come; null where it can.</summary>
    /// <param name="name">Its name, cleaned for showing.</param>
    /// <param name="size">Its bytes, as the browser tells them.</param>
    /// <param name="count">The files that the chat has.</param>
    /// <param name="bytes">Their bytes.</param>
    /// <param name="limits">What it may have.</param>
    public static DocumentProblem? ProblemOf(string name, long size, int count, long bytes, DocumentLimits limits)
    {
        if (size <= 0) return FileSignature.Empty(name);
        if (size > limits.FileBytes) return limits.FileTooLarge(name);
        if (count >= limits.FilesPerChat) return limits.TooManyFiles(name);
        return bytes + size > limits.ChatBytes ? limits.ChatTooLarge(name) : null;
    }

    /// <summary>Has many files over the number a chat may have told of in one place, not one by one.</summary>
    public static List<Attachment> Gather(List<Attachment> added, DocumentLimits limits)
    {
        var over = added.Where(attachment => attachment.State is AttachmentState.Failed { Problem.Kind: DocumentProblemKind.TooManyFiles }).ToList();
        if (over.Count <= RefusalsShownSingly) return added;
        var problem = limits.TooManyFiles("") with { Reason = Strings.Doc_ManyNotAdded.With(over.Count, limits.FilesPerChat) };
        return [.. added.Except(over), new Attachment(Strings.Doc_MoreFiles.With(over.Count), 0, new AttachmentState.Failed(problem))];
    }
}
