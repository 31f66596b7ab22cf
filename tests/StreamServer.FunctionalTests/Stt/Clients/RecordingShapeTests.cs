using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using StreamServer.Inference.Audio;

namespace StreamServer.FunctionalTests.Stt.Clients;

/// <summary>Recordings, forms and requests as other people's programs send them.</summary>
public sealed class RecordingShapeTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static readonly Recording Left = Recording.Clear;
    private static readonly Recording Right = Recording.All[12];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Each_channel_of_a_file_is_heard_by_itself_when_asked_in_every_format(bool hasContainer)
    {
        byte[] pcm = Sound.Stereo(Left.Pcm, Right.Pcm);
        byte[] file = hasContainer ? Containers.Wav(pcm, 16000, 2) : pcm;
        (string, string)[] described = hasContainer ? [] : [("encoding", "pcm_s16le"), ("channels", "2")];

        JsonElement plain = await JsonAsync(file, [.. described, ("multichannel", "Separate")]);
        Assert.Equal(
            [Left.Text, Right.Text],
            plain.GetProperty("channels").EnumerateArray().Select(channel => channel.GetProperty("text").GetString()));
        JsonElement verbose = await JsonAsync(
            file, [.. described, ("multichannel", "separate"), ("response_format", "verbose_json"), ("timestamp_granularities[]", "word"),
                ("timestamp_granularities[]", "segment")]);
        Assert.Equal([0, 1], verbose.GetProperty("segments").EnumerateArray()
            .Select(segment => segment.GetProperty("channel").GetInt32()).Distinct().Order());
        Assert.Equal(Right.Text.Split(' '), verbose.GetProperty("words").EnumerateArray()
            .Where(word => word.GetProperty("channel").GetInt32() == 1).Select(word => word.GetProperty("word").GetString()));
        string srt = await TextAsync(file, [.. described, ("multichannel", "separate"), ("response_format", "srt")]);
        Assert.Contains($"[channel 0] {Left.Text}", srt.Replace("\n", " "));
        string vtt = await TextAsync(file, [.. described, ("multichannel", "separate"), ("response_format", "vtt")]);
        Assert.Contains("<v channel 1>", vtt);
        string text = await TextAsync(file, [.. described, ("multichannel", "separate"), ("response_format", "text")]);
        Assert.Equal($"[channel 0] {Left.Text}\n[channel 1] {Right.Text}\n", text);
        string events = await TextAsync(file, [.. described, ("multichannel", "separate"), ("stream", "true")]);
        Assert.Contains("\"channel\":1", events);
    }

    [Fact]
    public async Task Two_channels_in_opposite_phase_are_no_silence()
    {
        short[] samples = Left.Samples;
        byte[] pcm =
        [
            .. samples.SelectMany(sample =>
                BitConverter.GetBytes(sample).Concat(BitConverter.GetBytes((short)-Math.Max(sample, (short)-32767)))),
        ];

        JsonElement answer = await JsonAsync(Containers.Wav(pcm, 16000, 2));

        Assert.Equal(Left.Text, answer.GetProperty("text").GetString());
    }

    [Fact]
    public async Task Opus_files_joined_end_to_end_are_heard_to_the_end()
    {
        byte[] joined =
            [.. Containers.Encode(Left, AudioFormat.Opus, 48000), .. Containers.Encode(Right, AudioFormat.Opus, 48000)];

        JsonElement answer = await JsonAsync(joined);

        string expected = $"{Left.Text} {Right.Text}";
        Assert.True(WordErrors.Rate(expected, answer.GetProperty("text").GetString()!) <= 0.3, answer.ToString());
    }

    [Theory]
    [InlineData("srt")]
    [InlineData("vtt")]
    [InlineData("verbose_json")]
    [InlineData("text")]
    public async Task What_cannot_be_streamed_is_refused(string format)
    {
        using HttpResponseMessage response = await PostAsync(
            Left.Pcm, ("encoding", "pcm_s16le"), ("stream", "true"), ("response_format", format));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("response_format", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Empty_values_and_other_cases_mean_the_same_in_forms_and_on_sockets()
    {
        JsonElement answer = await JsonAsync(
            Left.Pcm, ("encoding", "PCM_S16LE"), ("language", "Auto"), ("response_format", "JSON"), ("stream", "False"), ("model", ""),
            ("sample_rate", " 16000 "), ("multichannel", ""), ("interim_results", ""), ("decoder", "Greedy"),
            ("timestamp_granularities[]", ""));
        Assert.Equal(Left.Text, answer.GetProperty("text").GetString());
        JsonElement defaults = await JsonAsync(Containers.Wav(Left.Pcm, 16000, 1), ("response_format", ""), ("encoding", ""));
        Assert.Equal(Left.Text, defaults.GetProperty("text").GetString());

        await using SttClient client = await SttClient.ConnectAsync(
            server, "/ws/stt?language=Auto&encoding=PCM_S16LE&sample_rate=&model=&multichannel=MIX&decoder=Greedy&words=&language=");
        await client.SendAudioAsync(Left.Pcm);
        await client.CloseAsync();
        Assert.Equal(Left.Text, client.FinalText());
    }

    [Theory]
    [InlineData("/v1/audio/transcriptions", "multipart/form-data; boundary=x")]
    [InlineData("/transcribe_pcm", "application/octet-stream")]
    [InlineData("/v1/tts/generate", "application/json")]
    [InlineData("/v1/audio/speech", "application/json")]
    public async Task A_compressed_body_is_415(string path, string type)
    {
        using ByteArrayContent content = new([0x1F, 0x8B, 8, 0]);
        content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);
        content.Headers.ContentEncoding.Add("gzip");

        using HttpResponseMessage response = await server.Client.PostAsync(path, content);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Contains("gzip", await response.Content.ReadAsStringAsync());
        Assert.Equal("identity", string.Join(',', response.Headers.GetValues("Accept-Encoding")));
    }

    [Theory]
    [InlineData("token,abc", "token")]
    [InlineData("realtime,openai-insecure-api-key.x", "realtime")]
    [InlineData("chat,superchat", "chat")]
    [InlineData("openai-insecure-api-key.x", null)]
    public async Task A_client_that_offers_sub_protocols_is_answered_with_one_that_is_no_key(string offered, string? answered)
    {
        foreach (string path in new[] { "/ws/stt", "/ws/tts" })
        {
            using ClientWebSocket socket = new();
            foreach (string name in offered.Split(','))
            {
                socket.Options.AddSubProtocol(name);
            }

            using CancellationTokenSource limit = new(ServerFixture.Limit);
            await socket.ConnectAsync(server.Socket(path), limit.Token);
            Assert.Equal(answered, socket.SubProtocol);
        }
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

    private async Task<string> TextAsync(byte[] file, params (string Name, string Value)[] members)
    {
        using HttpResponseMessage response = await PostAsync(file, members);
        string body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, body);
        return body;
    }

    private async Task<JsonElement> JsonAsync(byte[] file, params (string Name, string Value)[] members) =>
        JsonDocument.Parse(await TextAsync(file, members)).RootElement;
}
