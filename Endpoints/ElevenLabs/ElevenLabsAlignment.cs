using System.Text.Json;
using StreamServer.Endpoints.Tts.Timing;

namespace StreamServer.Endpoints.ElevenLabs;

/// <summary>Characters and their times in ElevenLabs' shape: of the text as it was written, and as it is said.</summary>
internal static class ElevenLabsAlignment
{
    /// <param name="json">Open object.</param>
    /// <param name="audio">Base64.</param>
    /// <param name="written">The text.</param>
    /// <param name="said">What is said, and when.</param>
    /// <param name="seconds">Of audio.</param>
    public static void WriteAnswer(Utf8JsonWriter json, string audio, string written, TimedText said, double seconds)
    {
        json.WriteString("audio_base64", audio);
        Write("alignment", said.Carry(written, seconds), json);
        Write("normalized_alignment", said, json);
    }

    public static void Write(string name, TimedText text, Utf8JsonWriter json)
    {
        json.WriteStartObject(name);
        json.WriteStartArray("characters");
        foreach (char character in text.Text)
        {
            // Half a surrogate pair is no string.
            json.WriteStringValue(char.IsSurrogate(character) ? "\uFFFD" : character.ToString());
        }

        json.WriteEndArray();
        WriteTimes("character_start_times_seconds", text.Starts, json);
        WriteTimes("character_end_times_seconds", text.Ends, json);
        json.WriteEndObject();
    }

    private static void WriteTimes(string name, double[] times, Utf8JsonWriter json)
    {
        json.WriteStartArray(name);
        foreach (double time in times)
        {
            json.WriteNumberValue(Math.Round(time, 3));
        }

        json.WriteEndArray();
    }
}
