namespace ChatBot.Web.Documents.Pdf;

/// <summary>Runs code that recurses as deep as a file makes it, on a thread with a large stack.</summary>
internal static class DeepStack
{
    private const int StackBytes = 128 * 1024 * 1024;

    /// <summary>Runs the function on a thread of its own; its exception comes out of the task.</summary>
    public static Task<T> RunAsync<T>(Func<T> function)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                result.SetResult(function());
            }
            catch (Exception e)
            {
                result.SetException(e);
            }
        }, StackBytes)
        {
            IsBackground = true,
        };
        thread.Start();
        return result.Task;
    }
}
