namespace ChatBot.Web.Documents.Tools;

/// <summary>What one run of a program may use.</summary>
/// <param name="Time">The longest it may run.</param>
/// <param name="MemoryBytes">The most address space.</param>
/// <param name="OutputBytes">The most it may write to standard output.</param>
/// <param name="FileBytes">The largest file it may write.</param>
internal readonly record struct ToolLimits(TimeSpan Time, long MemoryBytes, long OutputBytes, long FileBytes);
