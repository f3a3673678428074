using System.Runtime.CompilerServices;

namespace ChatBot.Tests.Localization;

/// <summary>Tests expect English wherever they run, as the program itself speaks it.</summary>
internal static class EnglishTests
{
    [ModuleInitializer]
    internal static void SpeakEnglish() => Web.Localization.Languages.SpeakEnglish();
}
