using System.Buffers;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace StreamServer.Endpoints.Access;

/// <summary>
/// The key of a request, in any of the ways in which clients send one. Taking it also removes it from the request, so that
/// nothing behind this can write it down.
/// </summary>
/// <param name="Text">The key as it was sent; null for none.</param>
/// <param name="SubProtocol">What a socket answers to <c>Sec-WebSocket-Protocol</c>; null where the client named none.</param>
internal sealed record PresentedKey(string? Text, string? SubProtocol)
{
    /// <summary>The header of ElevenLabs' SDKs.</summary>
    private const string ElevenLabsHeader = "xi-api-key";

    /// <summary>In front of a key among OpenAI's sub-protocols.</summary>
    private const string OpenAiProtocol = "openai-insecure-api-key.";

    /// <summary>Sub-protocols that say that the next one is the key.</summary>
    private static readonly string[] PairNames = ["token", "bearer", "api_key"];

    /// <summary>RFC 9110 §5.6.2: what a token is made of, and a sub-protocol is one (RFC 6455 §4.1).</summary>
    private static readonly SearchValues<char> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static readonly string[] Headers = ["X-API-Key", ElevenLabsHeader];
    private static readonly string[] Schemes = ["Bearer ", "Token "];
    private static readonly string[] SpeechAddresses = ["/v1/tts/generate", "/v1/audio/speech"];
    private static readonly string[] QueryNames = ["token", "api_key"];

    /// <summary>It came as ElevenLabs' SDKs send it: they expect another shape of a route that others have too.</summary>
    public bool IsOfElevenLabs { get; init; }

    /// <summary>Without the key, so that no log can have it.</summary>
    public override string ToString() => Text is null ? "no key" : "a key";

    public static PresentedKey Take(HttpContext context)
    {
        HttpRequest request = context.Request;
        string? key = null;
        bool isOfElevenLabs = request.Headers.ContainsKey(ElevenLabsHeader);
        foreach (string header in Headers)
        {
            if (request.Headers.TryGetValue(header, out StringValues value))
            {
                key ??= Clean(value);
                request.Headers.Remove(header);
            }
        }

        if (request.Headers.TryGetValue(HeaderNames.Authorization, out StringValues authorization))
        {
            key ??= OfScheme(authorization.ToString());
            request.Headers.Remove(HeaderNames.Authorization);
        }

        bool isSocket = context.WebSockets.IsWebSocketRequest;
        if (request.QueryString.HasValue)
        {
            string? query = TakeFromQuery(request);

            // A browser cannot send a header with a socket, nor an audio element or a player with its address; everybody else can, and a
            // URL is written down in many places.
            key ??= isSocket || IsSpeechAddress(request) ? query : null;
        }

        return isSocket && request.Headers.ContainsKey(HeaderNames.SecWebSocketProtocol)
            ? TakeFromProtocols(request, key)
            : new PresentedKey(key, null) { IsOfElevenLabs = isOfElevenLabs };
    }

    private static bool IsSpeechAddress(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && SpeechAddresses.Contains(request.Path.Value, StringComparer.OrdinalIgnoreCase);

    private static string? Clean(StringValues value) => value.ToString().Trim() is { Length: > 0 } text ? text : null;

    private static string? OfScheme(string value)
    {
        foreach (string scheme in Schemes)
        {
            if (value.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            {
                return Clean(value[scheme.Length..]);
            }
        }

        // Another scheme is a wrong key, not none.
        return Clean(value);
    }

    private static string? TakeFromQuery(HttpRequest request)
    {
        string? key = null;
        bool isFound = false;
        foreach (string name in QueryNames)
        {
            if (request.Query.TryGetValue(name, out StringValues value))
            {
                isFound = true;
                key ??= Clean(value);
            }
        }

        if (isFound)
        {
            request.QueryString = QueryString.Create(
                request.Query.Where(pair => !QueryNames.Contains(pair.Key, StringComparer.OrdinalIgnoreCase)));
        }

        return key;
    }

    private static PresentedKey TakeFromProtocols(HttpRequest request, string? key)
    {
        List<string> names = [.. request.Headers.SecWebSocketProtocol
            .SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
        string? found = null;
        for (int index = names.Count - 1; index >= 0; index--)
        {
            bool isSecondOfPair = index == 1 && PairNames.Contains(names[0], StringComparer.OrdinalIgnoreCase);
            bool isOpenAi = names[index].StartsWith(OpenAiProtocol, StringComparison.OrdinalIgnoreCase);
            if (isSecondOfPair || isOpenAi)
            {
                found = isOpenAi ? names[index][OpenAiProtocol.Length..] : names[index];
                names.RemoveAt(index);
            }
        }

        request.Headers.SecWebSocketProtocol = new StringValues([.. names]);

        // A client that offers any wants one of them back; one that offers its key alone gets none, for it would be the key.
        return new PresentedKey(key ?? found, names.Find(name => !name.AsSpan().ContainsAnyExcept(Token)));
    }
}
