using System.Net;
using System.Text.Json;
using Concentus;
using Concentus.Enums;

namespace StreamServer.FunctionalTests.Stt;

/// <summary>The same words whatever shape the audio comes in.</summary>
public sealed class SttAudioShapeTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("48 kHz stereo", "sample_rate=48000&channels=2")]
    [InlineData("8 kHz mulaw", "sample_rate=8000&encoding=mulaw")]
    [InlineData("16 kHz float", "encoding=pcm_f32le")]
    public async Task Other_shapes_give_nearly_the_words_of_sixteen_kilohertz_mono(string shape, string query)
    {
        (int plainErrors, int shapedErrors, int words) = (0, 0, 0);
        foreach (Recording recording in Recording.All.Take(8))
        {
            byte[] audio = shape switch
            {
                "48 kHz stereo" => Sound.Pcm(recording, 48000, 2),
                "8 kHz mulaw" => Sound.MuLaw(recording),
                _ => Sound.F32(recording),
            };
            (int errors, int said) = WordErrors.Count(recording.Text, await HearAsync("/ws/stt?" + query, audio));
            shapedErrors += errors;
            words += said;
            plainErrors += WordErrors.Count(recording.Text, await HearAsync("/ws/stt", recording.Pcm)).Errors;
        }

        // Telephony has lost everything above 4 kHz; the model was not trained on that.
        int allowed = shape == "8 kHz mulaw" ? words / 3 : 2;
        Assert.True(shapedErrors - plainErrors <= allowed, $"{shape}: {shapedErrors} errors, plain {plainErrors}, of {words} words.");
    }

    [Fact]
    public async Task Opus_packets_of_a_chat_client_are_heard()
    {
        byte[] pcm = Sound.Pcm(Recording.Clear, 48000, 2);
        float[] samples = [.. System.Runtime.InteropServices.MemoryMarshal.Cast<byte, short>(pcm).ToArray()
            .Select(sample => sample / 32768f)];
        const int Frame = 960;
        using IOpusEncoder encoder = OpusCodecFactory.CreateEncoder(48000, 2, OpusApplication.OPUS_APPLICATION_VOIP);
        encoder.Bitrate = 48000;
        byte[] packet = new byte[4000];
        await using SttClient client = await SttClient.ConnectAsync(server, "/ws/stt?encoding=opus&sample_rate=48000&channels=2");

        for (int start = 0; start + (2 * Frame) <= samples.Length; start += 2 * Frame)
        {
            int length = encoder.Encode(samples.AsSpan(start, 2 * Frame), Frame, packet, packet.Length);
            await client.SendBinaryAsync(packet.AsMemory(0, length));
        }

        await client.CloseAsync();
        Assert.True(WordErrors.Rate(Recording.Clear.Text, client.FinalText()) <= 0.3, client.FinalText());
    }

    [Fact]
    public async Task Bytes_that_are_no_opus_packet_are_told()
    {
        await using SttClient client = await SttClient.ConnectAsync(server, "/ws/stt?encoding=opus&sample_rate=48000");

        await client.SendBinaryAsync(Enumerable.Repeat((byte)0xFF, 200).ToArray());
        await client.ReadToEndAsync();

        Assert.Equal("bad_audio", client.Error.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Each_channel_of_a_meeting_room_has_its_own_transcript()
    {
        (Recording left, Recording right) = (Recording.All[5], Recording.All[8]);
        byte[] stereo = Sound.Stereo([.. left.Pcm, .. Recording.Silence(1)], [.. Recording.Silence(0.7), .. right.Pcm]);
        await using SttClient client = await SttClient.ConnectAsync(server, "/ws/stt?channels=2&multichannel=separate");

        await client.SendAudioAsync(stereo, 6400);
        await client.CloseAsync();

        Assert.Equal(left.Text, TextOf(0));
        Assert.Equal(right.Text, TextOf(1));

        string TextOf(int channel) => string.Join(' ', client.Messages
            .Where(message => SttClient.TypeOf(message) == "transcript"
                && message.GetProperty("is_final").GetBoolean()
                && message.GetProperty("channel").GetInt32() == channel)
            .Select(message => message.GetProperty("text").GetString()));
    }

    [Fact]
    public async Task A_meeting_merges_what_its_sockets_heard()
    {
        const string Meeting = "standup-7";
        await using SttClient anna = await SttClient.ConnectAsync(server, $"/ws/stt?meeting={Meeting}&participant=Anna");
        await using SttClient ben = await SttClient.ConnectAsync(server, $"/ws/stt?meeting={Meeting}&participant=Ben");

        await anna.SendAudioAsync(Recording.Clear.Pcm);
        await anna.CloseAsync();
        await ben.SendTextAsync("""{"type":"gap","ms":65000}""");
        await ben.SendAudioAsync(Recording.All[12].Pcm);
        await ben.CloseAsync();

        string transcript = await server.Client.GetStringAsync($"/v1/sessions/{Meeting}/transcript");
        string[] lines = transcript.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Equal($"[00:00] Anna: {Recording.Clear.Text}", lines[0]);
        Assert.StartsWith("[01:05] Ben: ", lines[1]);
        using HttpResponseMessage unknown = await server.Client.GetAsync("/v1/sessions/never-held/transcript");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task Raw_samples_in_a_body_give_their_text()
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/transcribe_pcm") { Content = new ByteArrayContent(Recording.Clear.Pcm) };
        using HttpResponseMessage response = await server.Client.SendAsync(request);

        JsonElement answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(Recording.Clear.Text, answer.GetProperty("transcription").GetString());
    }

    [Fact]
    public async Task Raw_samples_of_another_shape_are_described_by_headers()
    {
        using HttpRequestMessage request = new(HttpMethod.Post,
            "/transcribe_pcm")
        { Content = new ByteArrayContent(Sound.Pcm(Recording.Clear, 48000, 2)) };
        request.Headers.Add("X-Sample-Rate", "48000");
        request.Headers.Add("X-Channels", "2");
        request.Headers.Add("X-Dtype", "int16");
        using HttpResponseMessage response = await server.Client.SendAsync(request);

        Assert.Contains("timer", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("X-Dtype", "int8", "bad_request")]
    [InlineData("X-Sample-Rate", "5", "bad_request")]
    public async Task A_wrong_header_is_told(string header, string value, string code)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/transcribe_pcm") { Content = new ByteArrayContent(Recording.Clear.Pcm) };
        request.Headers.Add(header, value);
        using HttpResponseMessage response = await server.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(code, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_body_that_ends_in_half_a_sample_is_told()
    {
        using HttpResponseMessage response = await server.Client.PostAsync("/transcribe_pcm", new ByteArrayContent(new byte[3201]));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("bad_audio", await response.Content.ReadAsStringAsync());
    }

    private async Task<string> HearAsync(string pathAndQuery, byte[] audio)
    {
        await using SttClient client = await SttClient.ConnectAsync(server, pathAndQuery);
        await client.SendAudioAsync(audio, 4000);
        await client.CloseAsync();
        return client.FinalText();
    }
}
