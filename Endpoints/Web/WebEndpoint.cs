using Microsoft.Net.Http.Headers;
using StreamServer.Endpoints.Access;
using StreamServer.Inference.Runtime.Settings;

namespace StreamServer.Endpoints.Web;

/// <summary>
/// The page at <c>/</c>, its files, and what it shows of the server. Only GET and HEAD: a socket on <c>/</c> is another client's.
/// </summary>
internal static class WebEndpoint
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Nothing from elsewhere, nothing inline, in nobody's frame.</summary>
    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self' blob:; connect-src 'self'; "
            + "worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void AddWeb(this IServiceCollection services, SettingsReader settings) => services
        .AddSingleton(settings.Read<WebOptions>())
        .AddSingleton<WebAssets>()
        .AddSingleton<WebStatus>();

    public static void MapWeb(this IEndpointRouteBuilder routes)
    {
        if (routes.ServiceProvider.GetRequiredService<WebOptions>().Page == PageUse.Off)
        {
            return;
        }

        RouteGroupBuilder group = routes.MapGroup("").WithTags("Page");
        group.MapMethods("/", Methods, (HttpContext context, WebAssets assets) => Send(context, assets.Page, "no-cache"))
            .OpenToAll().ExcludeFromDescription();
        group.MapMethods("/web/{version}/{name}", Methods, (HttpContext context, WebAssets assets, string version, string name) =>
                assets.Find(version, name) is { } asset
                    ? Send(context, asset, "public, max-age=31536000, immutable")
                    : Results.NotFound())
            .OpenToAll().ExcludeFromDescription();
        group.MapGet("/web/status", (HttpContext context, WebStatus status) =>
            {
                context.Response.Headers.CacheControl = "no-store";
                return Results.Json(status.Now(), WebJson.Default.WebStatusAnswer);
            })
            .RequireCaller()
            .WithSummary("What the page shows: models, places taken, and what a better recogniser would cost.");
    }

    private static IResult Send(HttpContext context, WebAsset asset, string caching)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.CacheControl = caching;
        headers.Vary = HeaderNames.AcceptEncoding;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = ContentPolicy;
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "microphone=(self), camera=(), geolocation=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        bool isCompressed = TakesGzip(context.Request);
        if (isCompressed)
        {
            headers.ContentEncoding = "gzip";
        }

        return Results.Bytes(
            isCompressed ? asset.Compressed : asset.Content,
            asset.ContentType,
            entityTag: isCompressed ? asset.CompressedTag : asset.Tag);
    }

    private static bool TakesGzip(HttpRequest request) =>
        StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptEncoding, out IList<StringWithQualityHeaderValue>? encodings)
            && encodings.Any(encoding => encoding.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && encoding.Quality != 0);
}
