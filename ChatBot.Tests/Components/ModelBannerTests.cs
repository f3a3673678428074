using Bunit;
using ChatBot.Inference.Models;
using ChatBot.Web.Components.Layout;
using Microsoft.Extensions.DependencyInjection;

namespace ChatBot.Tests.Components;

public sealed class ModelBannerTests : BunitContext
{
    private readonly ModelStatus _status = new();

    public ModelBannerTests() => Services.AddSingleton(_status);

    [Fact]
    public void While_the_model_is_read_the_page_shows_how_far_it_is()
    {
        var line = Render<ModelProgress>();
        _status.Report(new ModelState.Loading("tiny", "Reading 147 MB of weights", 0.42));

        line.WaitForAssertion(() => Assert.Equal("0.42", line.Find("progress").GetAttribute("value")));
        Assert.Equal("tiny: Reading 147 MB of weights", line.Find("label").TextContent);
    }

    [Fact]
    public void Once_the_model_answers_the_progress_is_gone_and_its_name_stands_in_the_bar()
    {
        var line = Render<ModelProgress>();
        var name = Render<ModelName>();
        _status.Report(new ModelState.Ready("tiny", "llama, 1 MB, CPU", 256));

        line.WaitForAssertion(() => Assert.Empty(line.FindAll("progress")));
        name.WaitForAssertion(() => Assert.Equal("llama, 1 MB, CPU", name.Find(".model").GetAttribute("title")));
    }

    [Fact]
    public void A_broken_model_is_named_with_its_file_and_the_remedy()
    {
        var banner = Render<ModelBanner>();
        _status.Report(new ModelState.Unavailable([new("tiny/model.onnx", "The file is missing.", "Copy it again.")]));

        banner.WaitForAssertion(() => Assert.Equal("tiny/model.onnx", banner.Find("code").TextContent));
        Assert.Equal("The file is missing. Copy it again.", banner.Find("li p").TextContent);
    }

    [Fact]
    public async Task A_banner_that_is_gone_is_not_told_any_more()
    {
        var banner = Render<ModelBanner>();
        await DisposeComponentsAsync();
        var renders = banner.RenderCount;

        _status.Report(new ModelState.Unavailable([new("a", "b", "c")]));
        Assert.Equal(renders, banner.RenderCount);
    }
}
