using System.Net;
using StreamServer.Endpoints.Edge;
using StreamServer.Inference;

namespace StreamServer.Endpoints.Uploads;

/// <summary>
/// Recordings that a client names by their address. Only hosts that the operator has named are asked, and no redirection is followed:
/// else a client could have this server read what only this server can reach.
/// </summary>
internal sealed class RemoteRecordings(UploadOptions options, UploadReader uploads) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly string[] _hosts =
        options.UrlHosts.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false })
    {
        Timeout = Limit,
    };

    /// <exception cref="StreamException">Not a host that may be asked, no recording, or too large.</exception>
    public async Task<UploadFile> FetchAsync(string url, string caller, long mostBytes, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https")
            || !_hosts.Contains(address.Host, StringComparer.OrdinalIgnoreCase))
        {
            throw new StreamException(
                StreamError.ClientBadRequest,
                $"url '{Quote.Short(url)}' is not fetched: its host is none that this server may ask (STT_URL_HOSTS). Send the recording.",
                "url");
        }

        try
        {
            using HttpResponseMessage answer = await _client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                throw new StreamException(StreamError.ClientBadRequest, $"url was answered with {(int)answer.StatusCode}.", "url");
            }

            await using Stream body = await answer.Content.ReadAsStreamAsync(cancellation);
            return await uploads.ReadAsync(body, caller, mostBytes, cancellation);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException
            || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new StreamException(StreamError.ClientBadRequest, "url could not be fetched.", "url", exception);
        }
    }

    public void Dispose() => _client.Dispose();
}
