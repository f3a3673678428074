namespace ChatBot.Web.Hosting;

/// <summary>What every response tells the browser it may do, which is as little as the page needs.</summary>
internal static class SecurityHeaders
{
    /// <summary>
    /// No inline script or style, nothing from other servers, no framing. <c>'self'</c> in <c>connect-src</c> covers the page's web socket
    /// (Content Security Policy Level 3, 6.7.2.8).
    /// </summary>
    public static string ContentSecurityPolicy { get; } = string.Join("; ",
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]);

    /// <summary>
    /// A worker lives under the policy of its own script. The PDF viewer's decodes JPEG 2000 and JBIG2 pictures in WebAssembly, which it alone
    /// may compile; the page may not.
    /// </summary>
    public static string WorkerContentSecurityPolicy { get; } = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";

    private static string PolicyFor(PathString path) =>
        path.StartsWithSegments("/lib/pdfjs/pdf.worker.min.mjs", StringComparison.Ordinal) ? WorkerContentSecurityPolicy : ContentSecurityPolicy;

    /// <summary>Adds the headers to every response, errors and files included.</summary>
    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(static state =>
        {
            var headers = ((HttpContext)state).Response.Headers;
            // A response may be stricter, as a document's is.
            if (headers.ContentSecurityPolicy.Count == 0) headers.ContentSecurityPolicy = PolicyFor(((HttpContext)state).Request.Path);
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Permissions-Policy"] =
                "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), midi=(), payment=(), usb=()";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            return Task.CompletedTask;
        }, context);
        return next(context);
    });
}
