using System.Net;
using System.Net.Http.Headers;

namespace StreamServer.Models.Download;

/// <summary>
/// Fetches files so that nothing but the right bytes ever appears under a file's name: parts are resumed by byte range where the server
/// proves that it continues the same version, hashed as they come, checked against size and SHA-256, and moved into place at the end.
/// </summary>
/// <param name="http">Without decompression, a timeout of its own or a progress of its own: see <see cref="CreateClient"/>.</param>
/// <param name="limits">When to give up.</param>
/// <param name="time">For pauses and idle limits.</param>
/// <param name="hub">Whose token goes where.</param>
internal sealed partial class FileDownloader(HttpClient http, DownloadLimits limits, TimeProvider time, HuggingFaceOptions hub)
{
    /// <summary>A client for one command; the caller disposes it.</summary>
    /// <param name="connect">Longest wait for a connection.</param>
    public static HttpClient CreateClient(TimeSpan connect) => new(new SocketsHttpHandler
    {
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = connect,
    })
    {
        // The idle limit is ours: a file of gigabytes may take hours.
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Fetches <paramref name="file"/> unless it is there already.</summary>
    /// <exception cref="CommandException">Given up: says the file, what the server or the disk did, and what is kept.</exception>
    public async Task<DownloadResult> FetchAsync(DownloadFile file, IProgress<DownloadProgress> progress, CancellationToken cancellation)
    {
        if (file.Existing() is { } there)
        {
            return there;
        }

        using PartFile part = new(file);
        RequireSpace(file, part);
        bool wasCorrupt = false;
        int failures = 0;
        while (true)
        {
            long before = part.Length;
            (Outcome outcome, string why, TimeSpan? pause) = await TryOnceAsync(file, part, progress, cancellation);
            if (outcome == Outcome.Complete)
            {
                string hash = part.Hash();
                if (file.Sha256 is null || hash.Equals(file.Sha256, StringComparison.OrdinalIgnoreCase))
                {
                    long bytes = part.Length;
                    part.Complete();
                    return new DownloadResult(bytes, hash, WasThere: false);
                }

                why = $"the bytes are corrupt: their SHA-256 is {hash}, the manifest says {file.Sha256}";
                if (wasCorrupt)
                {
                    part.Discard();
                    throw Failure(file, $"{why}, twice. The bytes were thrown away");
                }

                wasCorrupt = true;
                part.Restart(null);
            }

            failures = part.Length > before ? 0 : failures + 1;
            if (outcome == Outcome.Withheld)
            {
                throw new WithheldException(Failure(file, why).Message);
            }

            if (outcome == Outcome.Refused || failures >= limits.Tries)
            {
                throw Failure(file, part.Length > 0 ? $"{why}. {part.Length} bytes are kept for the next try" : why);
            }

            pause ??= limits.FirstPause * Math.Pow(2, Math.Max(0, failures - 1));
            pause = pause > limits.LongestPause ? limits.LongestPause : pause;
            progress.Report(new(file.Target, part.Length, file.Bytes, $"{why}; trying again in {pause.Value.TotalSeconds:0.#} s"));
            await Task.Delay(pause.Value, time, cancellation);
        }
    }

    /// <summary>One request: appends what it brings to the part.</summary>
    private async Task<(Outcome Outcome, string Why, TimeSpan? Pause)> TryOnceAsync(
        DownloadFile file,
        PartFile part,
        IProgress<DownloadProgress> progress,
        CancellationToken cancellation)
    {
        using CancellationTokenSource idle = new(limits.Idle, time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(idle.Token, cancellation);
        try
        {
            using HttpRequestMessage request = Request(file, part);
            using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            Verdict verdict = Judge(file, part, response);
            if (verdict.Stop is { } stop)
            {
                return stop;
            }

            await using Stream body = await response.Content.ReadAsStreamAsync(both.Token);
            byte[] piece = new byte[1 << 17];
            while (true)
            {
                idle.CancelAfter(limits.Idle);
                int count = await body.ReadAsync(piece, both.Token);
                if (count == 0)
                {
                    return part.Length == verdict.Total || verdict.Total == 0
                        ? (Outcome.Complete, "", null)
                        : (Outcome.Retry, $"the server ended after {part.Length} of {verdict.Total} bytes", null);
                }

                if (verdict.Total > 0 && part.Length + count > verdict.Total)
                {
                    part.Restart(null);
                    return (Outcome.Retry, $"the server sent more than the {verdict.Total} bytes of the file", null);
                }

                await part.AppendAsync(piece.AsMemory(0, count), cancellation);
                progress.Report(new(file.Target, part.Length, verdict.Total));
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (Outcome.Retry, $"nothing came for {limits.Idle.TotalSeconds:0.#} s", null);
        }
        catch (HttpRequestException exception)
        {
            return (Outcome.Retry, exception.Message.TrimEnd('.'), null);
        }
        catch (IOException exception) when (exception is HttpIOException || exception.InnerException is System.Net.Sockets.SocketException)
        {
            return (Outcome.Retry, $"the connection broke after {part.Length} bytes", null);
        }
        catch (IOException exception)
        {
            throw Failure(file, IsDiskFull(exception) ? $"the disk is full after {part.Length} bytes" : exception.Message, exception);
        }
    }

    /// <summary>Always to the first address: one that it redirects to is often signed, and is good for an hour only.</summary>
    private HttpRequestMessage Request(DownloadFile file, PartFile part)
    {
        HttpRequestMessage request = new(HttpMethod.Get, file.Url);
        if (hub.TokenFor(file.Url!) is { } token)
        {
            // The client drops it when it follows a redirect.
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        request.Headers.AcceptEncoding.ParseAdd("identity");
        request.Headers.UserAgent.ParseAdd("StreamServer");
        if (part.Length == 0)
        {
            return request;
        }

        // Without a name for the version only the hash could tell two versions apart.
        if (part.Tag is null && file.Sha256 is null)
        {
            part.Restart(null);
            return request;
        }

        request.Headers.Range = new RangeHeaderValue(part.Length, null);
        if (part.Tag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Range", part.Tag);
        }

        return request;
    }

    private static void RequireSpace(DownloadFile file, PartFile part)
    {
        long needed = file.Bytes - part.Length;
        long free = new DriveInfo(Path.GetDirectoryName(file.Target)!).AvailableFreeSpace;
        if (needed > free)
        {
            throw Failure(file, $"it needs {needed} more bytes, the disk has {free} left");
        }
    }

    // ENOSPC of Linux and macOS; ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL of Windows.
    private static bool IsDiskFull(IOException exception) => (exception.HResult & 0xFFFF) is 28 or 39 or 112;

    private static CommandException Failure(DownloadFile file, string why, Exception? inner = null) =>
        new($"{file.Url} was not fetched: {why}.", inner);
}
