namespace ChatBot.Inference.Models;

/// <summary>
/// The state of one model, for the page to show. Thread-safe: any number of readers may watch while the loader reports.
/// </summary>
public class ModelStatus
{
    private readonly Lock _gate = new();
    private ModelState _current = new ModelState.Loading("", ModelTexts.Starting, 0);

    /// <summary>The newest state.</summary>
    public ModelState Current
    {
        get
        {
            lock (_gate) return _current;
        }
    }

    /// <summary>Raised after every change, on the loader's thread; a handler must not block.</summary>
    public event Action<ModelState>? Changed;

    /// <summary>Replaces the state and tells the watchers.</summary>
    /// <param name="state">The new state.</param>
    public void Report(ModelState state)
    {
        lock (_gate) _current = state;
        Changed?.Invoke(state);
    }
}
