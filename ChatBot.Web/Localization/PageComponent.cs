using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace ChatBot.Web.Localization;

/// <summary>
/// The base of every component here. A page is in the language it was opened in; what makes it render again may be a thread that belongs to
/// the server or to another page, and has another language or none.
/// </summary>
public abstract class PageComponent : ComponentBase
{
    private readonly CultureInfo _culture = CultureInfo.CurrentCulture;
    private readonly CultureInfo _language = CultureInfo.CurrentUICulture;

    /// <summary>Does the work on the page's own dispatcher, in the page's language.</summary>
    protected new Task InvokeAsync(Action workItem) => base.InvokeAsync(() =>
    {
        Speak();
        workItem();
    });

    /// <inheritdoc cref="InvokeAsync(Action)"/>
    protected new Task InvokeAsync(Func<Task> workItem) => base.InvokeAsync(() =>
    {
        Speak();
        return workItem();
    });

    private void Speak() => (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (_culture, _language);
}
