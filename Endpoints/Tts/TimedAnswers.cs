using System.Text.Json;
using StreamServer.Endpoints.Tts.Timing;
using StreamServer.Inference.Audio;

namespace StreamServer.Endpoints.Tts;

/// <summary>The server's own <see cref="TimedAnswer"/>, and how any is sent.</summary>
internal static class TimedAnswers
{
    public static void WriteOwn(Utf8JsonWriter json, string audio, TimedText said, SpeechOrder order, double seconds)
    {
        json.WriteString("audio", audio);
        json.WriteString("format", AudioFormats.NameOf(order.Format));
        json.WriteNumber("sample_rate", order.SampleRate);
        json.WriteNumber("channels", order.Channels);
        json.WriteNumber("audio_seconds", Math.Round(seconds, 3));
        json.WriteNumber("seed", order.Speech.Seed);
        WordJson.WriteWords(said.Words(), json);
    }

    /// <param name="response">Has not started.</param>
    /// <param name="audio">The container's bytes, which it no longer holds then.</param>
    /// <param name="write">The members.</param>
    /// <param name="cancellation">The client is gone.</param>
    public static async ValueTask SendAsync(
        HttpResponse response, HeldAudio audio, Action<Utf8JsonWriter, string> write, CancellationToken cancellation)
    {
        byte[] bytes = new byte[audio.Length];
        int at = 0;
        while (audio.Take() is { IsEmpty: false } block)
        {
            block.CopyTo(bytes.AsMemory(at));
            at += block.Length;
        }

        await using (Utf8JsonWriter json = new(response.BodyWriter))
        {
            json.WriteStartObject();
            write(json, Convert.ToBase64String(bytes));
            json.WriteEndObject();
        }

        await response.BodyWriter.FlushAsync(cancellation);
    }
}
