using System.Globalization;
using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.Options;

namespace ChatBot.Web.Localization;

/// <summary>
/// The languages of the page. A reader gets the one they chose on the page, else the first of their browser's that is here, else
/// English; numbers and dates as their country writes them. To add a language, add a <c>Strings.xx.resx</c> and name it here.
/// </summary>
internal static class Languages
{
    /// <summary>The cookie that keeps the choice; the page's script writes it.</summary>
    public const string CookieName = "chatbot-language";

    private const int MostAcceptedLanguages = 12;

    /// <summary>The languages, the one for everybody else first.</summary>
    public static IReadOnlyList<CultureInfo> All { get; } = [CultureInfo.GetCultureInfo("en"), CultureInfo.GetCultureInfo("de")];

    /// <summary>The language of the work at hand.</summary>
    public static CultureInfo Current => All.FirstOrDefault(IsSpokenIn(CultureInfo.CurrentUICulture)) ?? All[0];

    /// <summary>Whether a page in the language runs from right to left.</summary>
    public static string Direction => Current.TextInfo.IsRightToLeft ? "rtl" : "ltr";

    /// <summary>The program itself, its log and its command line, speaks English wherever it runs.</summary>
    public static void SpeakEnglish()
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = All[0];
        Speak(All[0]);
    }

    /// <summary>Does what follows in a language.</summary>
    public static void Speak(CultureInfo culture) => CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = culture;

    /// <summary>Adds the choice of a request's language.</summary>
    public static IServiceCollection AddLanguages(this IServiceCollection services) => services.Configure<RequestLocalizationOptions>(options =>
    {
        options.DefaultRequestCulture = new(All[0]);
        options.SupportedUICultures = [.. All];
        options.SupportedCultures = [.. All, .. CultureInfo.GetCultures(CultureTypes.SpecificCultures).Where(culture => All.Any(IsSpokenIn(culture)))];
        options.RequestCultureProviders =
        [
            new Choice(), new AcceptLanguageHeaderRequestCultureProvider { MaximumAcceptLanguageHeaderValuesToTry = MostAcceptedLanguages },
        ];
        options.ApplyCurrentCultureToResponseHeaders = true;
    });

    /// <summary>Answers every request, and the page's circuit, in the reader's language.</summary>
    public static void UseLanguages(this WebApplication app) =>
        app.UseRequestLocalization(app.Services.GetRequiredService<IOptions<RequestLocalizationOptions>>().Value);

    private static Func<CultureInfo, bool> IsSpokenIn(CultureInfo culture) =>
        language => language.TwoLetterISOLanguageName == culture.TwoLetterISOLanguageName;

    /// <summary>The language chosen on the page, in the dialect that the browser asks for where it names one.</summary>
    private sealed class Choice : RequestCultureProvider
    {
        public override Task<ProviderCultureResult?> DetermineProviderCultureResult(HttpContext httpContext) =>
            Task.FromResult(httpContext.Request.Cookies.TryGetValue(CookieName, out var name) && All.Any(language => language.Name == name)
                ? new ProviderCultureResult(Dialect(httpContext, name), name)
                : null);

        private static string Dialect(HttpContext context, string language) => context.Request.GetTypedHeaders().AcceptLanguage
            .Select(accepted => accepted.Value.Value)
            .FirstOrDefault(name => name?.StartsWith(language + "-", StringComparison.OrdinalIgnoreCase) == true) ?? language;
    }
}
