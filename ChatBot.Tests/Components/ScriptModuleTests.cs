using ChatBot.Web.Components;
using Microsoft.JSInterop;

namespace ChatBot.Tests.Components;

public sealed class ScriptModuleTests : IJSRuntime, IJSObjectReference
{
    private readonly TaskCompletionSource<IJSObjectReference> _import = new();
    private readonly List<string> _calls = [];
    private TaskCompletionSource? _attaching;

    [Fact]
    public async Task Calls_that_come_while_the_script_is_loaded_are_made_in_their_order_and_nobody_waits_for_them()
    {
        var module = new ScriptModule(this, "a.js");
        var first = module.CallAsync("attach");
        await module.CallAsync("show");
        Assert.Equal(["import"], _calls);

        _import.SetResult(this);
        await first;
        await module.CallAsync("detach");
        await module.DisposeAsync();

        Assert.Equal(["import", "attach", "show", "detach", "dispose"], _calls);
    }

    [Fact]
    public async Task A_component_that_goes_while_its_script_is_loaded_gives_it_nothing_any_more()
    {
        var module = new ScriptModule(this, "a.js");
        var first = module.CallAsync("attach");
        await module.CallAsync("detach");
        await module.DisposeAsync();

        _import.SetResult(this);
        await first;

        Assert.Equal(["import", "dispose"], _calls);
    }

    [Fact]
    public async Task A_component_that_goes_while_its_script_is_attached_is_detached_again()
    {
        _import.SetResult(this);
        _attaching = new();
        var module = new ScriptModule(this, "a.js");
        var first = module.CallAsync("attach");
        await module.CallAsync("detach");
        await module.DisposeAsync();

        _attaching.SetResult();
        await first;

        Assert.Equal(["import", "attach", "detach", "dispose"], _calls);
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

    async ValueTask<TValue> IJSObjectReference.InvokeAsync<TValue>(string identifier, object?[]? args)
    {
        _calls.Add(identifier);
        if (identifier == "attach" && _attaching is not null) await _attaching.Task;
        return default!;
    }

    ValueTask<TValue> IJSObjectReference.InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args) => throw new NotSupportedException();

    ValueTask IAsyncDisposable.DisposeAsync()
    {
        _calls.Add("dispose");
        return ValueTask.CompletedTask;
    }
}
