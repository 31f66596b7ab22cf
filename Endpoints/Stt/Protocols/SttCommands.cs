using System.Text.Json;
using StreamServer.Inference;

namespace StreamServer.Endpoints.Stt.Protocols;

/// <summary>The <c>{"type": …}</c> messages that dialects share.</summary>
internal static class SttCommands
{
    private const int MaxMarkerLength = 256;
    private const int MaxGapMs = 24 * 60 * 60 * 1000;

    /// <exception cref="StreamException"><see cref="StreamError.ClientBadMessage"/>: names the member and what is allowed.</exception>
    public static SttMessage Read(JsonElement root)
    {
        string type = root.TryGetProperty("type", out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw Bad("The message has no 'type'.");
        return type switch
        {
            "final" => new SttMessage.Final(),
            "reset" => new SttMessage.Reset(),
            "keepalive" => new SttMessage.KeepAlive(),
            "close" or "end" => new SttMessage.Close(),
            "marker" => new SttMessage.Marker(MarkerOf(root)),
            "gap" => new SttMessage.Gap(TimeSpan.FromMilliseconds(GapOf(root))),
            "timestamp" => new SttMessage.Timestamp(CaptureStamp.Read(root)),
            "configure" => new SttMessage.Configure(Members(root)),
            _ => throw Bad($"type='{Shorten(type)}' is not a command: give final, reset, keepalive, marker, gap, timestamp, "
                + "configure or close."),
        };
    }

    public static StreamException Bad(string detail) => new(StreamError.ClientBadMessage, detail, "type");

    private static string MarkerOf(JsonElement root)
    {
        string? id = root.TryGetProperty("id", out JsonElement value)
            ? value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number => value.GetRawText(),
                _ => null,
            }
            : null;
        return id is { Length: <= MaxMarkerLength }
            ? id
            : throw new StreamException(
                StreamError.ClientBadMessage, $"A marker has an 'id': a string of at most {MaxMarkerLength} characters.", "id");
    }

    private static double GapOf(JsonElement root) =>
        root.TryGetProperty("ms", out JsonElement value) && value.ValueKind == JsonValueKind.Number
            && value.GetDouble() is >= 0 and <= MaxGapMs and double ms
            ? ms
            : throw new StreamException(StreamError.ClientBadMessage, $"A gap has 'ms': a number from 0 to {MaxGapMs}.", "ms");

    private static Dictionary<string, string?> Members(JsonElement root) =>
        root.EnumerateObject().Where(member => member.Name != "type").ToDictionary(
        member => member.Name,
        member => member.Value.ValueKind switch
        {
            JsonValueKind.String => member.Value.GetString(),
            JsonValueKind.Null => null,
            JsonValueKind.Array => string.Join(',', member.Value.EnumerateArray().Select(item => item.ToString())),
            _ => member.Value.GetRawText(),
        });

    private static string Shorten(string text) => text.Length <= 32 ? text : text[..32] + "…";
}
