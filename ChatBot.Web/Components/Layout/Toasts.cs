namespace ChatBot.Web.Components.Layout;

/// <summary>A short message about something that was just done, with a way to take it back where there is one.</summary>
/// <param name="Text">What was done, one short sentence.</param>
/// <param name="Action">What the button says, such as "Undo"; null for no button.</param>
/// <param name="Act">What the button does.</param>
/// <param name="Lasts">Whether it stays until it is dismissed, because what it tells of still goes on.</param>
public sealed record Toast(string Text, string? Action = null, Func<Task>? Act = null, bool Lasts = false);

/// <summary>The short messages of one page, for <see cref="ToastStack"/> to show. Called on the page's circuit only.</summary>
public sealed class Toasts
{
    /// <summary>The most that are shown at once; the oldest gives way.</summary>
    public const int Most = 3;

    private readonly List<Toast> _shown = [];

    /// <summary>Raised after every change.</summary>
    public event Action? Changed;

    /// <summary>Those on the page, oldest first.</summary>
    public IReadOnlyList<Toast> Shown => _shown;

    /// <summary>Tells of something that was done.</summary>
    /// <param name="text">What was done, one short sentence.</param>
    /// <param name="action">What the button says, such as "Undo"; null for no button.</param>
    /// <param name="act">What the button does.</param>
    public void Show(string text, string? action = null, Func<Task>? act = null) => Add(new(text, action, act));

    /// <summary>Tells of something that goes on until it is dismissed.</summary>
    /// <param name="text">What is done, one short sentence.</param>
    /// <returns>It, for <see cref="Dismiss"/>.</returns>
    public Toast ShowWork(string text)
    {
        var toast = new Toast(text, Lasts: true);
        Add(toast);
        return toast;
    }

    /// <summary>Takes one off the page.</summary>
    public void Dismiss(Toast toast)
    {
        if (_shown.RemoveAll(shown => ReferenceEquals(shown, toast)) > 0) Changed?.Invoke();
    }

    private void Add(Toast toast)
    {
        if (_shown.Count == Most) _shown.RemoveAt(0);
        _shown.Add(toast);
        Changed?.Invoke();
    }
}
