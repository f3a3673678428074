using ChatBot.Inference.Models;
using ChatBot.Tests.Documents;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatBot.Tests.Models;

public sealed class BackgroundModelTests
{
    [Fact]
    public async Task Stopping_waits_no_longer_than_its_token_allows_and_disposing_waits_to_the_end()
    {
        using var folder = new TestFolder();
        var model = new StubbornModel(folder.Path);
        await model.StartAsync(Cancellation);
        await model.Begun.Task.WaitAsync(Cancellation);

        await model.StopAsync(new CancellationToken(canceled: true));
        var disposal = model.DisposeAsync().AsTask();
        Assert.False(disposal.IsCompleted);

        model.Go.SetResult();
        await disposal.WaitAsync(Cancellation);
        Assert.True((await model.Loaded).IsDisposed);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A model whose loading does not listen.</summary>
    private sealed class StubbornModel(string folder) : BackgroundModel<Weights>(
        ModelKind.Decoder, "Auto", folder, MakeModel(folder), new ModelStatus(), NullLogger.Instance)
    {
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Go { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override async Task<Weights> LoadAsync(ModelDirectory model, Action<ModelState> report, CancellationToken cancellation)
        {
            Begun.SetResult();
            await Go.Task;
            return new Weights();
        }

        private static string MakeModel(string folder) => Directory.CreateDirectory(Path.Combine(folder, "stubborn")).Name;
    }

    private sealed class Weights : IAsyncDisposable
    {
        public bool IsDisposed { get; private set; }

        public ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return ValueTask.CompletedTask;
        }
    }
}
