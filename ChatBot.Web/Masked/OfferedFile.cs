namespace ChatBot.Web.Masked;

/// <summary>A file that was dropped, pasted or chosen, before its bytes are sent.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Size">Its size in bytes.</param>
public sealed record OfferedFile(string Name, long Size);

/// <summary>What became of files that were offered.</summary>
/// <param name="Ids">For each file the address to send it to, or null where it was refused; empty where all were.</param>
/// <param name="Reason">Why all were refused, in words for the user; empty where the chips say all there is to say.</param>
public sealed record Admission(IReadOnlyList<string?> Ids, string Reason)
{
    /// <summary>None was taken.</summary>
    public static Admission Refused(string reason) => new([], reason);
}
