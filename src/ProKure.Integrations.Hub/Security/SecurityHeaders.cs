using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace ProKure.Integrations.Hub.Security;

/// <summary>Headers that tell browsers and caches to be careful with what the hub answers.</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues NoStore = "no-store";
    private static readonly StringValues NoFrames = "DENY";
    private static readonly StringValues NoReferrer = "no-referrer";
    private static readonly StringValues NothingLoaded = "default-src 'none'; frame-ancestors 'none'";

    // The API reference brings scripts and styles of its own, from this host only.
    private static readonly StringValues OwnPageOnly =
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
        + "connect-src 'self'; worker-src 'self' blob:; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers[HeaderNames.XContentTypeOptions] = NoSniff;
        headers[HeaderNames.XFrameOptions] = NoFrames;
        headers["Referrer-Policy"] = NoReferrer;
        if (context.Request.Path.StartsWithSegments("/scalar", StringComparison.OrdinalIgnoreCase))
        {
            headers.ContentSecurityPolicy = OwnPageOnly;
        }
        else
        {
            headers.ContentSecurityPolicy = NothingLoaded;
            headers.CacheControl = NoStore;
        }

        return next(context);
    }
}
