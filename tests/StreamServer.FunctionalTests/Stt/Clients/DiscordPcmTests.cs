using System.Net;
using System.Text.Json;

namespace StreamServer.FunctionalTests.Stt.Clients;

/// <summary>The Discord bot's <c>POST /transcribe_pcm</c>: 48 kHz stereo, described by headers, by the query, or not at all.</summary>
public sealed class DiscordPcmTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static readonly byte[] Stereo = Sound.Pcm(Recording.Clear, 48000, 2);

    [Theory]
    [InlineData("?sample_rate=48000&channels=2", null, null)]
    [InlineData("", "48000", "2")]
    [InlineData("?channels=2", "48000", null)]
    [InlineData("?sample_rate=48000&dtype=INT16&language=", "48000", "2")]
    public async Task Rate_and_channels_are_taken_from_the_query_and_from_headers(string query, string? rate, string? channels)
    {
        (HttpStatusCode status, JsonElement answer) = await PostAsync(Stereo, query, rate, channels);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(Recording.Clear.Text, answer.GetProperty("transcription").GetString());
    }

    [Fact]
    public async Task What_cannot_be_speech_as_it_is_not_described_is_refused_with_what_to_send()
    {
        (HttpStatusCode status, JsonElement stereo) = await PostAsync(Stereo, "", null, null);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("X-Sample-Rate", stereo.GetProperty("detail").GetString());
        Assert.Contains("sample_rate=48000&channels=2", stereo.GetProperty("detail").GetString());

        (status, JsonElement half) = await PostAsync(Stereo, "?sample_rate=48000", null, null);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("X-Channels", half.GetProperty("member").GetString());

        (status, JsonElement fast) = await PostAsync(Sound.Pcm(Recording.Clear, 44100), "", null, null);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("X-Sample-Rate", fast.GetProperty("member").GetString());
    }

    [Fact]
    public async Task What_contradicts_itself_or_does_not_exist_is_refused_by_name()
    {
        (HttpStatusCode status, JsonElement answer) = await PostAsync(Stereo, "?sample_rate=44100", "48000", "2");
        Assert.Equal((HttpStatusCode.BadRequest, "sample_rate"), (status, answer.GetProperty("member").GetString()));

        (status, answer) = await PostAsync(Stereo, "?samplerate=48000", null, null);
        Assert.Equal((HttpStatusCode.BadRequest, "samplerate"), (status, answer.GetProperty("member").GetString()));
    }

    [Fact]
    public async Task A_recording_with_its_container_is_decoded()
    {
        (HttpStatusCode status, JsonElement answer) = await PostAsync(Containers.Wav(Stereo, 48000, 2), "", null, null);

        Assert.Equal((HttpStatusCode.OK, Recording.Clear.Text), (status, answer.GetProperty("transcription").GetString()));
    }

    private async Task<(HttpStatusCode Status, JsonElement Answer)> PostAsync(byte[] pcm, string query, string? rate, string? channels)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, $"/transcribe_pcm{query}") { Content = new ByteArrayContent(pcm) };
        if (rate is not null)
        {
            request.Headers.Add("X-Sample-Rate", rate);
        }

        if (channels is not null)
        {
            request.Headers.Add("X-Channels", channels);
        }

        using HttpResponseMessage response = await server.Client.SendAsync(request);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }
}
