using System.Net.Http.Json;
using StreamServer.Inference.Audio.Encoders;
using StreamServer.Inference.Audio.Files;

namespace StreamServer.FunctionalTests.Tts;

/// <summary>
/// What a player decodes is as long as what was synthesised, to the sample, or with the delay that the format is known for:
/// by ffmpeg, and by NLayer (mp3), libopus and libFLAC, through the endpoint.
/// </summary>
public sealed class TtsDurationTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    // Two chunks and more than one window of the codec.
    private const string Text = "Could you bring me a clean towel, please? Thank you.";

    [Theory]
    [InlineData("wav", 16000)]
    [InlineData("wav", 24000)]
    [InlineData("wav", 48000)]
    [InlineData("pcm", 16000)]
    [InlineData("pcm", 24000)]
    [InlineData("pcm", 48000)]
    [InlineData("opus", 16000)]
    [InlineData("opus", 24000)]
    [InlineData("opus", 48000)]
    [InlineData("mp3", 16000)]
    [InlineData("mp3", 24000)]
    [InlineData("mp3", 48000)]
    [InlineData("flac", 16000)]
    [InlineData("flac", 24000)]
    [InlineData("flac", 48000)]
    [InlineData("mulaw", 8000)]
    [InlineData("alaw", 8000)]
    public async Task Ffmpeg_decodes_every_sample(string format, int rate)
    {
        long spoken = await SpokenAsync(rate);
        foreach (bool isStreamed in new[] { true, false })
        {
            byte[] bytes = await BytesAsync(format, rate, isStreamed);
            float[] decoded = await Ffmpeg.DecodeAsync(bytes, format switch
            {
                "pcm" => $"-f s16le -ar {rate} -ac 1",
                "mulaw" or "alaw" => $"-f {format} -ar {rate} -ac 1",
                _ => "",
            });
            Check(format, rate, spoken, decoded.Length);
        }
    }

    [Theory]
    [InlineData("wav", 24000)]
    [InlineData("opus", 16000)]
    [InlineData("opus", 48000)]
    [InlineData("mp3", 16000)]
    [InlineData("mp3", 24000)]
    [InlineData("mp3", 48000)]
    [InlineData("flac", 16000)]
    [InlineData("flac", 48000)]
    public async Task The_codec_s_own_library_decodes_every_sample(string format, int rate)
    {
        long spoken = await SpokenAsync(rate);
        foreach (bool isStreamed in new[] { true, false })
        {
            using MemoryStream bytes = new(await BytesAsync(format, rate, isStreamed));
            using IAudioFile file = AudioFiles.Open(bytes);
            float[] block = new float[8192];
            long decoded = 0;
            while (file.Read(block) is > 0 and int read)
            {
                decoded += read;
            }

            Check(format, rate, spoken, decoded);
        }
    }

    private static void Check(string format, int rate, long spoken, long decoded)
    {
        switch (format)
        {
            case "opus":
                // Decoders of Opus give 48 kHz whatever went in; pre-skip and the last granule take the codec's delay away.
                Assert.Equal(spoken * (48000 / rate), decoded);
                break;

            case "mp3":
                // No LAME tag in a stream: the delay of encoder and decoder stays, and the last frames are filled up.
                using (Mp3Encoder encoder = new(rate, Mp3Encoder.DefaultBitrate))
                {
                    int frame = rate < 32000 ? 576 : 1152;
                    Assert.InRange(decoded, spoken + encoder.LatencySamples, spoken + encoder.LatencySamples + (2 * frame));
                }

                break;

            default:
                Assert.Equal(spoken, decoded);
                break;
        }
    }

    /// <summary>Samples of that rate that the codec's samples are.</summary>
    private async Task<long> SpokenAsync(int rate)
    {
        long made = (await BytesAsync("pcm", 16000, isStreamed: false)).Length / 2;
        return ((made * rate) + 15999) / 16000;
    }

    private async Task<byte[]> BytesAsync(string format, int rate, bool isStreamed)
    {
        var request = new { text = Text, seed = 9, format, output = $"{rate / 1000}khz", stream = isStreamed };
        using HttpResponseMessage response = await server.Client.PostAsJsonAsync(TtsClient.Route, request).WaitAsync(ServerFixture.Limit);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadAsByteArrayAsync().WaitAsync(ServerFixture.Limit);
    }
}
