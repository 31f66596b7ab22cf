using System.Globalization;
using System.Text.Json;
using StreamServer.Endpoints.Edge;
using StreamServer.Inference;

namespace StreamServer.Endpoints.Stt;

/// <summary>When a client says that it captured audio: milliseconds since 1970, or RFC 3339.</summary>
internal static class CaptureStamp
{
    public const string Name = "captured_at";

    /// <summary>A clock that differs by more says nothing about latency.</summary>
    private static readonly TimeSpan MostSkew = TimeSpan.FromDays(1);

    /// <param name="text">Of a query; null for none.</param>
    /// <param name="now">The server's time.</param>
    /// <exception cref="StreamException"><see cref="StreamError.ClientBadRequest"/>.</exception>
    public static DateTimeOffset? Read(string? text, DateTimeOffset now) => text is null
        ? null
        : Parse(text) is { } stamp && IsNear(stamp, now) ? stamp : throw Bad(StreamError.ClientBadRequest, text);

    /// <param name="message">A message with the member.</param>
    /// <exception cref="StreamException"><see cref="StreamError.ClientBadMessage"/>.</exception>
    public static DateTimeOffset Read(JsonElement message)
    {
        string text = message.TryGetProperty(Name, out JsonElement value) ? value.ToString() : "";
        return Parse(text) ?? throw Bad(StreamError.ClientBadMessage, text);
    }

    /// <summary>The stamp of a message, when it can be true.</summary>
    /// <exception cref="StreamException"><see cref="StreamError.ClientBadMessage"/>.</exception>
    public static DateTimeOffset Check(DateTimeOffset stamp, DateTimeOffset now) =>
        IsNear(stamp, now) ? stamp : throw Bad(StreamError.ClientBadMessage, stamp.ToString("O", CultureInfo.InvariantCulture));

    private static DateTimeOffset? Parse(string text)
    {
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double milliseconds))
        {
            return milliseconds is >= 0 and < 1e14 ? DateTimeOffset.UnixEpoch.AddMilliseconds(milliseconds) : null;
        }

        // In a query a plus sign is a space.
        return DateTimeOffset.TryParseExact(
            text.Replace(' ', '+'), "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
            out DateTimeOffset time)
            ? time
            : null;
    }

    private static bool IsNear(DateTimeOffset stamp, DateTimeOffset now) => (stamp - now).Duration() <= MostSkew;

    private static StreamException Bad(StreamError error, string text) => new(
        error,
        $"{Name}='{Quote.Short(text)}' is not allowed: give milliseconds since 1970 or a time such as 2026-11-30T12:00:00.250Z, within a "
        + "day of the server's clock.",
        Name);
}
