using System.Runtime.CompilerServices;

namespace ChatBot.Tests.Components;

/// <summary>How long tests wait for a page before they give up: long, for the machine may be busy with something else.</summary>
internal static class Patience
{
    [ModuleInitializer]
    internal static void Set()
    {
        Bunit.BunitContext.DefaultWaitTimeout = TimeSpan.FromSeconds(30);
        Microsoft.Playwright.Assertions.SetDefaultExpectTimeout(30_000);
    }
}
