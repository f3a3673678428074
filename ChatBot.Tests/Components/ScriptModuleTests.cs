using ChatBot.Web.Components;
using Microsoft.JSInterop;

namespace ChatBot.Tests.Components;

public sealed class ScriptModuleTests : IJSRuntime, IJSObjectReference
{
    private readonly TaskCompletionSource<IJSObjectReference> _import = new();
    private readonly List<string> _calls = [];

    [Fact]
    public async Task Calls_that_come_while_the_script_is_loaded_are_made_in_their_order_and_nobody_waits_for_them()
    {
        var module = new ScriptModule(this, "a.js");
        var first = module.CallAsync("attach");
        await module.CallAsync("show");
        await module.CallAsync("detach");
        await module.DisposeAsync();
        Assert.Equal(["import"], _calls);

        _import.SetResult(this);
        await first;

        Assert.Equal(["import", "attach", "show", "detach", "dispose"], _calls);
    }

    [Fact]
    public async Task A_script_is_loaded_once_and_again_only_where_that_failed()
    {
        var module = new ScriptModule(this, "a.js");
        _import.SetException(new JSException("No such file."));
        await Assert.ThrowsAsync<JSException>(() => module.CallAsync("attach"));
        await Assert.ThrowsAsync<JSException>(() => module.CallAsync("attach"));

        Assert.Equal(["import", "import"], _calls);
    }

    async ValueTask<TValue> IJSRuntime.InvokeAsync<TValue>(string identifier, object?[]? args)
    {
        _calls.Add(identifier);
        return (TValue)await _import.Task;
    }

    ValueTask<TValue> IJSRuntime.InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args) => throw new NotSupportedException();

    ValueTask<TValue> IJSObjectReference.InvokeAsync<TValue>(string identifier, object?[]? args)
    {
        _calls.Add(identifier);
        return ValueTask.FromResult(default(TValue)!);
    }

    ValueTask<TValue> IJSObjectReference.InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args) => throw new NotSupportedException();

    ValueTask IAsyncDisposable.DisposeAsync()
    {
        _calls.Add("dispose");
        return ValueTask.CompletedTask;
    }
}
