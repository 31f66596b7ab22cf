using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using StreamServer.Endpoints.Edge;
using StreamServer.Inference;
using StreamServer.Inference.Tts;

namespace StreamServer.Endpoints.Tts;

/// <summary>
/// Speech as an address: what <c>&lt;audio src&gt;</c>, a player or a telephone system opens with GET. With a seed the answer is the same
/// every time, so that whoever asked may keep it for a day; without one it is another every time.
/// </summary>
internal static class SpeechAddress
{
    private const string Kept = "private, max-age=86400";

    /// <summary>
    /// An element of a page needs no leave to load an address, and says nothing of its origin: browsers tell by <c>Sec-Fetch-Site</c>
    /// that it is another's page, and by <c>Referer</c> whose.
    /// </summary>
    /// <exception cref="StreamException"><see cref="StreamError.ClientForbidden"/>.</exception>
    public static void CheckPage(HttpRequest request, AllowedNames names)
    {
        string site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site is not ("cross-site" or "same-site") || !StringValues.IsNullOrEmpty(request.Headers.Origin))
        {
            return;
        }

        string origin = Uri.TryCreate(request.Headers.Referer, UriKind.Absolute, out Uri? page)
            ? page.GetLeftPart(UriPartial.Authority)
            : "null";
        if (!names.AllowsOrigin(origin, request.Host))
        {
            throw new StreamException(
                StreamError.ClientForbidden, $"Pages of '{Quote.Short(origin)}' may not use this server (ALLOWED_ORIGINS).", "Referer");
        }
    }

    /// <summary>Sends it, or says that what the client keeps is still right.</summary>
    public static async Task SendAsync(HttpContext context, TtsLease lease, SpeechOrder call, SpeechResponse response, IResponseBody body)
    {
        // A cloned voice may be another's tomorrow, by the same name.
        bool isKept = context.Request.Query.ContainsKey("seed") && !call.Speech.Voice.IsCloned;
        SpeechOrder sent = isKept ? call with { Tag = TagOf(context.Request, lease.Models, call) } : call;
        if (sent.Tag is not null && Holds(context.Request, sent.Tag))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            WriteCaching(context.Response, sent);
            return;
        }

        await response.SendAsync(context, lease, sent, body);
    }

    public static void WriteCaching(HttpResponse response, SpeechOrder call)
    {
        response.Headers.CacheControl = call.Tag is null ? "no-store" : Kept;
        if (call.Tag is not null)
        {
            response.Headers.ETag = call.Tag;
        }
    }

    private static bool Holds(HttpRequest request, string tag) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out IList<EntityTagHeaderValue>? held)
        && held.Any(one => one.Equals(EntityTagHeaderValue.Any) || one.Tag == tag);

    /// <summary>Of everything that the bytes depend on.</summary>
    private static string TagOf(HttpRequest request, SpeechModels models, SpeechOrder call)
    {
        StringBuilder all = new(typeof(SpeechAddress).Assembly.ManifestModule.ModuleVersionId.ToString());
        foreach (string part in models.Entry.Files.Values.Concat(models.CodecEntry.Files.Values).Select(file => file.Sha256 ?? file.Path))
        {
            all.Append('\n').Append(part);
        }

        all.Append(CultureInfo.InvariantCulture, $"\n{request.Path}\n{call.Speech.Voice.Name}\n{call.Speech.Seed}");
        foreach ((string name, StringValues value) in request.Query.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            all.Append('\n').Append(name).Append('=').Append(value);
        }

        return $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all.ToString())).AsSpan(0, 16))}\"";
    }
}
