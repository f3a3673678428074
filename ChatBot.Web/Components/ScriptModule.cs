using Microsoft.JSInterop;

namespace ChatBot.Web.Components;

/// <summary>A component's script, loaded when first called. Calls to a browser that has gone are forgotten.</summary>
/// <param name="js">The page's runtime.</param>
/// <param name="path">The module's address, from the component's assets.</param>
internal sealed class ScriptModule(IJSRuntime js, string path) : IAsyncDisposable
{
    private IJSObjectReference? _module;

    /// <summary>Calls one of the module's functions.</summary>
    public async Task CallAsync(string function, params object?[] arguments)
    {
        try
        {
            _module ??= await js.InvokeAsync<IJSObjectReference>("import", $"./{path}");
            await _module.InvokeVoidAsync(function, arguments);
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
        try
        {
            if (_module is not null) await _module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
        }
    }
}
