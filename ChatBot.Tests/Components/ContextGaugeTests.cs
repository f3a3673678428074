using Bunit;
using ChatBot.Web.Components.Chat;

namespace ChatBot.Tests.Components;

public sealed class ContextGaugeTests : BunitContext
{
    [Theory]
    [InlineData(null, 4096)]
    [InlineData(100L, null)]
    [InlineData(100L, 0)]
    public void What_nobody_knows_is_not_shown(long? used, int? length) => Assert.Empty(Gauge(used, length).FindAll(".gauge"));

    [Fact]
    public void It_tells_how_much_is_used()
    {
        var gauge = Gauge(1_024, 4_096);

        Assert.Equal("25", gauge.Find("[role=meter]").GetAttribute("aria-valuenow"));
        Assert.Equal("low", gauge.Find(".gauge").GetAttribute("data-level"));
        gauge.Find("button").Click();
        Assert.Equal("1,024 of 4,096 tokens of the model's context are in use (25 %).", gauge.Find(".bubble").TextContent.Trim());
    }

    [Fact]
    public void It_warns_when_the_context_is_nearly_full()
    {
        var gauge = Gauge(5_000, 4_096);

        Assert.Equal("high", gauge.Find(".gauge").GetAttribute("data-level"));
        Assert.Equal("100", gauge.Find("[role=meter]").GetAttribute("aria-valuenow"));
        gauge.Find("button").Click();
        Assert.Contains("nearly full", gauge.Find(".bubble").TextContent, StringComparison.Ordinal);
    }

    private IRenderedComponent<ContextGauge> Gauge(long? used, int? length) =>
        Render<ContextGauge>(parameters => parameters.Add(component => component.Used, used).Add(component => component.Length, length));
}
