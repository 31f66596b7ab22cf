using System.Text.Json;

namespace StreamServer.Endpoints.Stt.Protocols;

/// <summary>The dialects, and how a first text message tells one from another.</summary>
internal static class SttProtocols
{
    public static ISttProtocol Transcript { get; } = new TranscriptProtocol();

    public static ISttProtocol Events { get; } = new EventsProtocol();

    private static readonly RecordingProtocol Recording = new();
    private static readonly HexStreamProtocol HexStream = new();

    /// <param name="first">The first text message: a JSON object.</param>
    /// <param name="otherwise">What the path stands for.</param>
    public static ISttProtocol Recognise(JsonElement first, ISttProtocol otherwise)
    {
        if (!first.TryGetProperty("type", out JsonElement type))
        {
            return first.TryGetProperty("audio", out _) ? Recording : otherwise;
        }

        return type.ValueKind == JsonValueKind.String && type.ValueEquals("audio") ? HexStream : otherwise;
    }
}
