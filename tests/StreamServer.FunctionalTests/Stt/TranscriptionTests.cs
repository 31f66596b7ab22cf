using System.Buffers;
using System.Net;
using System.Text.Json;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Audio.Encoders;

namespace StreamServer.FunctionalTests.Stt;

public sealed class TranscriptionTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static readonly Recording Spoken = Recording.Clear;

    [Theory]
    [InlineData("Wav", 16000)]
    [InlineData("Wav", 44100)]
    [InlineData("Mp3", 24000)]
    [InlineData("Flac", 48000)]
    [InlineData("Opus", 48000)]
    public async Task Every_container_gives_the_words(string format, int rate)
    {
        JsonElement answer = await PostJsonAsync(Encode(Enum.Parse<AudioFormat>(format), rate));

        Assert.True(WordErrors.Rate(Spoken.Text, answer.GetProperty("text").GetString()!) <= 0.3, answer.ToString());
        Assert.Equal("duration", answer.GetProperty("usage").GetProperty("type").GetString());
        Assert.Equal(3, answer.GetProperty("usage").GetProperty("seconds").GetInt32());
    }

    [Fact]
    public async Task Raw_samples_are_described_by_form_members()
    {
        JsonElement answer = await PostJsonAsync(Sound.MuLaw(Spoken), ("encoding", "mulaw"), ("sample_rate", "8000"));

        Assert.Contains("minutes", answer.GetProperty("text").GetString());
    }

    [Fact]
    public async Task The_model_names_of_OpenAI_stand_for_the_servers_own()
    {
        JsonElement answer = await PostJsonAsync(
            Encode(AudioFormat.Wav, 16000), ("model", "whisper-1"), ("temperature", "0"), ("language", ""));

        Assert.Equal(Spoken.Text, answer.GetProperty("text").GetString());
    }

    [Fact]
    public async Task Verbose_json_has_segments_words_and_language()
    {
        JsonElement answer = await PostJsonAsync(
            Encode(AudioFormat.Wav, 16000),
            ("response_format", "verbose_json"),
            ("timestamp_granularities[]", "word"),
            ("timestamp_granularities[]", "segment"));

        Assert.Equal("english", answer.GetProperty("language").GetString());
        Assert.Equal(Spoken.Seconds, answer.GetProperty("duration").GetDouble(), 2);
        JsonElement segment = answer.GetProperty("segments")[0];
        Assert.Equal(Spoken.Text, segment.GetProperty("text").GetString());
        Assert.InRange(segment.GetProperty("avg_logprob").GetDouble(), -0.5, 0);
        Assert.Equal(Spoken.Text.Split(' '), answer.GetProperty("words").EnumerateArray()
            .Select(word => word.GetProperty("word").GetString()));
    }

    [Fact]
    public async Task Subtitles_and_plain_text_have_their_shapes()
    {
        byte[] wav = Encode(AudioFormat.Wav, 16000);

        Assert.Equal(Spoken.Text + "\n", await PostTextAsync(wav, ("response_format", "text")));
        string srt = await PostTextAsync(wav, ("response_format", "srt"));
        Assert.Matches($@"^1\n00:00:00,\d{{3}} --> 00:00:02,\d{{3}}\n{Spoken.Text}\n\n$", srt);
        string vtt = await PostTextAsync(wav, ("response_format", "vtt"));
        Assert.Matches($@"^WEBVTT\n\n00:00:00\.\d{{3}} --> 00:00:02\.\d{{3}}\n{Spoken.Text}\n\n$", vtt);
    }

    [Fact]
    public async Task A_long_recording_streams_its_utterances_as_events()
    {
        byte[] pcm = [.. Recording.All.SelectMany(recording => recording.Pcm.Concat(Recording.Silence(0.8)))];

        string events = await PostTextAsync(pcm, ("encoding", "pcm_s16le"), ("stream", "true"));

        JsonElement[] messages = [.. events.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(item => JsonDocument.Parse(item["data: ".Length..]).RootElement)];
        Assert.All(messages[..^1], message => Assert.Equal("transcript.text.delta", SttClient.TypeOf(message)));
        Assert.InRange(messages.Length, 14, 24);
        JsonElement done = messages[^1];
        Assert.Equal("transcript.text.done", SttClient.TypeOf(done));
        string whole = done.GetProperty("text").GetString()!;
        Assert.Equal(whole, string.Concat(messages[..^1].Select(message => message.GetProperty("delta").GetString())));
        Assert.True(WordErrors.Rate(string.Join(' ', Recording.All.Select(recording => recording.Text)), whole) < 0.12, whole);
    }

    [Theory]
    [InlineData("response_format", "yaml", "response_format")]
    [InlineData("timestamp_granularities[]", "letter", "timestamp_granularities[]")]
    [InlineData("language", "tlh", "language")]
    [InlineData("stream", "maybe", "stream")]
    public async Task A_wrong_member_is_an_error_in_OpenAIs_shape(string name, string value, string member)
    {
        using HttpResponseMessage response = await PostAsync(Encode(AudioFormat.Wav, 16000), (name, value));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        JsonElement error = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error");
        Assert.Equal("invalid_request_error", error.GetProperty("type").GetString());
        Assert.Equal(member, error.GetProperty("param").GetString());
    }

    [Fact]
    public async Task What_is_no_recording_and_no_form_is_told()
    {
        using HttpResponseMessage text = await PostAsync("this is a letter, not a sound"u8.ToArray());
        Assert.Equal(HttpStatusCode.BadRequest, text.StatusCode);
        Assert.Contains("bad_audio", await text.Content.ReadAsStringAsync());

        using HttpResponseMessage empty = await server.Client.PostAsync(
            "/v1/audio/transcriptions", new MultipartFormDataContent { { new StringContent("x"), "model" } });
        Assert.Equal(HttpStatusCode.BadRequest, empty.StatusCode);

        using HttpResponseMessage json = await server.Client.PostAsync("/v1/audio/transcriptions", new StringContent("{}"));
        Assert.Equal(HttpStatusCode.BadRequest, json.StatusCode);
    }

    private static byte[] Encode(AudioFormat format, int rate)
    {
        using IAudioEncoder encoder = AudioEncoders.Create(format, rate);
        ArrayBufferWriter<byte> output = new();
        float[] samples = Resampler.Convert(Sound.Floats(Spoken), 16000, rate);
        encoder.Start(output, samples.Length);
        encoder.Encode(samples, output);
        encoder.Finish(output);
        return output.WrittenSpan.ToArray();
    }

    private async Task<HttpResponseMessage> PostAsync(byte[] file, params (string Name, string Value)[] members)
    {
        using MultipartFormDataContent form = new() { { new ByteArrayContent(file), "file", "speech" } };
        foreach ((string name, string value) in members)
        {
            form.Add(new StringContent(value), name);
        }

        return await server.Client.PostAsync("/v1/audio/transcriptions", form);
    }

    private async Task<string> PostTextAsync(byte[] file, params (string Name, string Value)[] members)
    {
        using HttpResponseMessage response = await PostAsync(file, members);
        string body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, body);
        return body;
    }

    private async Task<JsonElement> PostJsonAsync(byte[] file, params (string Name, string Value)[] members) =>
        JsonDocument.Parse(await PostTextAsync(file, members)).RootElement;
}
