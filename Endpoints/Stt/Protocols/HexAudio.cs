using System.Text.Json;
using StreamServer.Inference;

namespace StreamServer.Endpoints.Stt.Protocols;

/// <summary>Audio as hexadecimal digits in a JSON string.</summary>
internal static class HexAudio
{
    /// <exception cref="StreamException"><see cref="StreamError.ClientBadAudio"/>: not a string of pairs of hexadecimal digits.</exception>
    public static byte[] Read(JsonElement root)
    {
        try
        {
            return root.TryGetProperty("audio", out JsonElement audio) && audio.ValueKind == JsonValueKind.String
                ? Convert.FromHexString(audio.GetString()!)
                : throw new StreamException(StreamError.ClientBadMessage, "The message has no 'audio' string.", "audio");
        }
        catch (FormatException exception)
        {
            throw new StreamException(
                StreamError.ClientBadAudio, "'audio' is not a string of pairs of hexadecimal digits.", "audio", exception);
        }
    }
}
