using Microsoft.JSInterop;

namespace ChatBot.Web.Components;

/// <summary>
/// A component's script, loaded when first called. Calls that come while it is being loaded are made afterwards, in their order; nobody waits for them,
/// because a browser that has gone never finishes loading. Calls to such a browser are forgotten. Not thread-safe: called on the page's circuit.
/// </summary>
/// <param name="js">The page's runtime.</param>
/// <param name="path">The module's address, from the component's assets.</param>
internal sealed class ScriptModule(IJSRuntime js, string path) : IAsyncDisposable
{
    private readonly Queue<(string Function, object?[] Arguments)> _waiting = new();
    private IJSObjectReference? _module;
    private bool _isLoading;
    private bool _isGone;

    /// <summary>Calls one of the module's functions.</summary>
    public async Task CallAsync(string function, params object?[] arguments)
    {
        if (_isLoading)
        {
            _waiting.Enqueue((function, arguments));
            return;
        }

        try
        {
            if (_module is null) await LoadAsync(function, arguments);
            else await _module.InvokeVoidAsync(function, arguments);
        }
        catch (JSDisconnectedException)
        {
        }
        catch (OperationCanceledException)
        {
        }
    }

    /// <summary>Lets the module go.</summary>
    public async ValueTask DisposeAsync()
    {
        _isGone = true;
        try
        {
            if (_module is not null && !_isLoading) await _module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
        }
        catch (OperationCanceledException)
        {
            // The page went while it was told.
        }
    }

    private async Task LoadAsync(string function, object?[] arguments)
    {
        _isLoading = true;
        try
        {
            _module = await js.InvokeAsync<IJSObjectReference>("import", $"./{path}");
            // What a component that is gone would give the script is disposed of, and there is nothing to attach to.
            if (!_isGone) await _module.InvokeVoidAsync(function, arguments);
            else _waiting.Clear();
            while (_waiting.TryDequeue(out var call)) await _module.InvokeVoidAsync(call.Function, call.Arguments);
            if (_isGone) await _module.DisposeAsync();
        }
        finally
        {
            _isLoading = false;
            _waiting.Clear();
        }
    }
}
