using ChatBot.Inference.Models;

namespace ChatBot.Tests.Models;

public sealed class ModelStatusTests
{
    [Fact]
    public void A_report_becomes_the_current_state_before_the_watchers_hear_of_it()
    {
        var status = new ModelStatus();
        ModelState? seen = null;
        status.Changed += _ => seen = status.Current;

        var ready = new ModelState.Ready("tiny", "llama, 1 MB", 256);
        status.Report(ready);

        Assert.Equal(ready, status.Current);
        Assert.Equal(ready, seen);
    }
}
