using System.Diagnostics;
using System.Net.Http.Json;

namespace StreamServer.Benchmarks.Load;

/// <summary>Asks for streamed 16 kHz wav and times every chunk.</summary>
internal sealed class TtsCaller(HttpClient client, string speaker)
{
    private const int HeaderBytes = 44;
    private const double BytesPerMillisecond = 16000 * sizeof(short) / 1000.0;

    /// <param name="text">What to say.</param>
    /// <param name="keep">Receives the samples (s16le) when given.</param>
    public async Task<TtsResult> SpeakAsync(string text, MemoryStream? keep = null)
    {
        Stopwatch clock = Stopwatch.StartNew();
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Post, "v1/tts/generate")
            {
                Content = JsonContent.Create(new { text, speaker, stream = true, format = "wav" }),
            };
            using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            if (!response.IsSuccessStatusCode)
            {
                return new(double.NaN, clock.Elapsed.TotalMilliseconds, 0, 0, (int)response.StatusCode);
            }

            return await ReadAsync(response, clock, keep);
        }
        catch (HttpRequestException)
        {
            return new(double.NaN, clock.Elapsed.TotalMilliseconds, 0, 0, 0);
        }
    }

    private static async Task<TtsResult> ReadAsync(HttpResponseMessage response, Stopwatch clock, MemoryStream? keep)
    {
        await using Stream body = await response.Content.ReadAsStreamAsync();
        Playback playback = new();
        byte[] buffer = new byte[64 * 1024];
        double first = double.NaN;
        long total = 0;
        int read;
        while ((read = await body.ReadAsync(buffer)) > 0)
        {
            double now = clock.Elapsed.TotalMilliseconds;
            int header = (int)Math.Clamp(HeaderBytes - total, 0, read);
            total += read;
            int audio = read - header;
            if (audio == 0)
            {
                continue;
            }

            first = double.IsNaN(first) ? now : first;
            playback.Add(now, audio / BytesPerMillisecond);
            keep?.Write(buffer, header, audio);
        }

        double seconds = Math.Max(0, total - HeaderBytes) / BytesPerMillisecond / 1000;
        return new(first, clock.Elapsed.TotalMilliseconds, seconds, playback.LargestUnderrun, 200);
    }
}
