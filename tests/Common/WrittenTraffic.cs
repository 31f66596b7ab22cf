using System.Net;

namespace StreamServer.Testing;

/// <summary>
/// Sends requests; the keys in them are secrets and the texts that come back are something written, as long as <see cref="Written"/>
/// is on. Answers that are meant to show a key (those that made one) are left out.
/// </summary>
internal sealed class WrittenTraffic() : DelegatingHandler(new SocketsHttpHandler())
{
    private static readonly string[] KeyHeaders = ["X-API-Key", "xi-api-key", "Authorization"];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage answer = await base.SendAsync(request, cancellationToken);
        if (!Written.IsOn)
        {
            return answer;
        }

        foreach (string header in KeyHeaders)
        {
            if (request.Headers.NonValidated.TryGetValues(header, out var values))
            {
                Written.Secret(values.ToString().Split(' ')[^1]);
            }
        }

        bool isText = answer.Content.Headers.ContentType?.MediaType is "application/json" or "application/problem+json" or "text/plain";
        bool showsKey = answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created && request.Method == HttpMethod.Post
            && request.RequestUri!.AbsolutePath.StartsWith("/v1/admin/keys", StringComparison.Ordinal);
        string body = isText && !showsKey ? await TextAsync(answer, cancellationToken) : "";
        Written.Keep("answer.txt", $"{answer}\n{body}");
        return answer;
    }

    private static async Task<string> TextAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        try
        {
            await answer.Content.LoadIntoBufferAsync(cancellation);
            return await answer.Content.ReadAsStringAsync(cancellation);
        }
        catch (HttpRequestException exception)
        {
            return exception.Message;
        }
    }
}
