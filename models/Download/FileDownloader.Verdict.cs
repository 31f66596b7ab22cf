using System.Net;
using System.Net.Http.Headers;

namespace StreamServer.Models.Download;

/// <summary>What an answer's status line and headers mean for the part.</summary>
internal sealed partial class FileDownloader
{
    private enum Outcome
    {
        /// <summary>All bytes are here; the hash is not checked yet.</summary>
        Complete,

        /// <summary>Worth another try.</summary>
        Retry,

        /// <summary>Another try would end the same way.</summary>
        Refused,

        /// <summary>The same, because its publisher has none for this caller.</summary>
        Withheld,
    }

    /// <summary>Leaves the part ready for the body to be appended, or says why there is no point in reading it.</summary>
    private Verdict Judge(DownloadFile file, PartFile part, HttpResponseMessage response)
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                return Whole(file, part, response);
            case HttpStatusCode.PartialContent:
                return Rest(file, part, response);
            case HttpStatusCode.RequestedRangeNotSatisfiable:
                return Unsatisfiable(file, part, response);
            case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.BadRequest or HttpStatusCode.Gone
                when IsElsewhere(file, response):
                return Verdict.End(Outcome.Retry, $"the address that the server led to answers {Status(response)}; asking for another");
            case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden:
                string token = hub.WantsToken(file.Url!) ? ", and to their HF_TOKEN" : "";
                return Verdict.End(
                    Outcome.Withheld,
                    $"the server answers {Status(response)}: "
                        + $"its publisher gives it only to those who have accepted its terms there{token}");
            case HttpStatusCode.NotFound:
                return Verdict.End(Outcome.Withheld, $"the server answers {Status(response)}");
            case HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests:
            case >= HttpStatusCode.InternalServerError:
                return Verdict.End(Outcome.Retry, $"the server answers {Status(response)}", Wait(response));
            default:
                return Verdict.End(Outcome.Refused, $"the server answers {Status(response)}");
        }
    }

    /// <summary>A redirect was followed to another server.</summary>
    private static bool IsElsewhere(DownloadFile file, HttpResponseMessage response) =>
        response.RequestMessage?.RequestUri is { } last && last.Authority != file.Url!.Authority;

    /// <summary>200: from the start, whether we asked for that or the range was ignored.</summary>
    private static Verdict Whole(DownloadFile file, PartFile part, HttpResponseMessage response)
    {
        long? length = response.Content.Headers.ContentLength;
        if (file.Bytes > 0 && length is { } stated && stated != file.Bytes)
        {
            return Verdict.End(Outcome.Refused, $"the server offers {stated} bytes, the manifest says {file.Bytes}");
        }

        part.Restart(TagOf(response));
        return Verdict.Read(length ?? file.Bytes);
    }

    /// <summary>206: only the exact continuation of the same version is appended.</summary>
    private static Verdict Rest(DownloadFile file, PartFile part, HttpResponseMessage response)
    {
        ContentRangeHeaderValue? range = response.Content.Headers.ContentRange;
        string? tag = TagOf(response);
        string? lie = range switch
        {
            null => "has no Content-Range",
            { Unit: not "bytes" } => $"counts in {range.Unit}",
            _ when range.From != part.Length => $"starts at {range.From}, not at {part.Length}",
            { Length: { } total } when range.To != total - 1 => $"stops at {range.To} of {total}",
            { Length: { } total } when file.Bytes > 0 && total != file.Bytes => $"is of {total} bytes, the manifest says {file.Bytes}",
            _ when part.Tag is not null && tag is not null && tag != part.Tag => "is of another version",
            _ when response.Content.Headers.ContentLength is { } length && length != range.To - range.From + 1 =>
                $"states {length} bytes for that range",
            _ => null,
        };
        if (lie is null)
        {
            return Verdict.Read(range!.Length ?? file.Bytes);
        }

        part.Restart(null);
        return Verdict.End(Outcome.Retry, $"the server's partial answer {lie}; starting over");
    }

    /// <summary>416: either everything is here, or what is here is of another version.</summary>
    private static Verdict Unsatisfiable(DownloadFile file, PartFile part, HttpResponseMessage response)
    {
        long? total = response.Content.Headers.ContentRange?.Length ?? (file.Bytes > 0 ? file.Bytes : null);
        if (total == part.Length)
        {
            return Verdict.End(Outcome.Complete, "");
        }

        part.Restart(null);
        return Verdict.End(Outcome.Retry, "the server has no such range; starting over");
    }

    /// <summary>A strong entity tag, else the date of change: what <c>If-Range</c> accepts (RFC 9110, 13.1.5).</summary>
    private static string? TagOf(HttpResponseMessage response) =>
        response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : response.Content.Headers.LastModified?.ToString("R");

    private TimeSpan? Wait(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > time.GetUtcNow() => date - time.GetUtcNow(),
        _ => null,
    };

    private static string Status(HttpResponseMessage response) => $"{(int)response.StatusCode} {response.ReasonPhrase}";

    /// <param name="Total">Bytes that the part must have at the end, 0 when nobody says.</param>
    /// <param name="Stop">Not null: the body is not read.</param>
    private readonly record struct Verdict(long Total, (Outcome, string, TimeSpan?)? Stop)
    {
        public static Verdict Read(long total) => new(total, null);

        public static Verdict End(Outcome outcome, string why, TimeSpan? pause = null) => new(0, (outcome, why, pause));
    }
}
