using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace ChatBot.Web.Hosting;

/// <summary>
/// Tells browsers apart, so that each sees only its own documents: a page gives every browser a random name in a signed cookie, and each
/// request and circuit has it as its user. Nobody signs in.
/// </summary>
internal static class Owners
{
    /// <summary>The cookie's name.</summary>
    public const string CookieName = "chatbot-owner";

    private const string Scheme = "owner";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(400) /* the longest that browsers keep a cookie */;

    /// <summary>The browser's name; null where it has none because it keeps no cookies.</summary>
    public static string? IdOf(ClaimsPrincipal user) => user.FindFirstValue(ClaimTypes.NameIdentifier);

    /// <summary>Reads the cookie of every request, and gives one to a browser that opens a page without.</summary>
    public static IApplicationBuilder UseOwners(this WebApplication app)
    {
        var protector = app.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("ChatBot.Owner");
        return app.Use((context, next) =>
        {
            var id = Read(context.Request, protector);
            if (IsPage(context.Request))
            {
                id ??= RandomNumberGenerator.GetHexString(32, lowercase: true);
                context.Response.Cookies.Append(CookieName, protector.Protect(id), new CookieOptions
                {
                    HttpOnly = true,
                    IsEssential = true,
                    MaxAge = Lifetime,
                    SameSite = SameSiteMode.Lax /* Strict would make a new browser of one that follows a link from elsewhere */,
                    Secure = context.Request.IsHttps,
                });
            }

            if (id is not null) context.User = new(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, id)], Scheme));
            return next(context);
        });
    }

    private static string? Read(HttpRequest request, IDataProtector protector)
    {
        if (!request.Cookies.TryGetValue(CookieName, out var value)) return null;
        try
        {
            return protector.Unprotect(value);
        }
        catch (CryptographicException)
        {
            // Made up, or signed with a key that is gone.
            return null;
        }
    }

    /// <summary>Files and sockets of a first visit come many at a time: were each given a name, the last would win by chance.</summary>
    private static bool IsPage(HttpRequest request) => HttpMethods.IsGet(request.Method)
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
