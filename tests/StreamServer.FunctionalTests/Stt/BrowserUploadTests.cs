using System.Net;
using System.Text.Json;

namespace StreamServer.FunctionalTests.Stt;

/// <summary>What the recorders of browsers make is heard; what cannot be decoded is named with what to send.</summary>
public sealed class BrowserUploadTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("-c:a libopus -b:a 64k -f webm -live 1", "take.webm")]
    [InlineData("-c:a libopus -b:a 64k -strict -2 -f mp4 -movflags frag_keyframe+empty_moov+default_base_moof", "take.mp4")]
    public async Task A_recording_is_heard(string options, string name)
    {
        (HttpStatusCode status, JsonElement answer) = await TranscribeAsync(options, name);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(Recording.Clear.Text, answer.GetProperty("text").GetString());
    }

    [Fact]
    public async Task Aac_is_refused_by_name()
    {
        (HttpStatusCode status, JsonElement answer) = await TranscribeAsync("-c:a aac -f mp4 -movflags frag_keyframe+empty_moov", "a.m4a");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("AAC", answer.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("send Opus", answer.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private async Task<(HttpStatusCode Status, JsonElement Answer)> TranscribeAsync(string options, string name)
    {
        float[] samples = [.. Recording.Clear.Samples.Select(sample => sample / 32768f)];
        byte[] file = await Ffmpeg.EncodeAsync(samples, 16000, 1, "-ar 48000 " + options);
        using MultipartFormDataContent form = new()
        {
            { new ByteArrayContent(file), "file", name },
            { new StringContent("whisper-1"), "model" },
        };
        using HttpResponseMessage response = await server.Client.PostAsync("/v1/audio/transcriptions", form);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }
}
