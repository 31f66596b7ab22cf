using System.Net.WebSockets;
using System.Text.Json;
using StreamServer.Inference.Audio;

namespace StreamServer.FunctionalTests.Stt.Clients;

/// <summary>Whole files on a socket that asked for samples.</summary>
public sealed class ContainerOnSocketTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static readonly Recording Spoken = Recording.Clear;

    [Theory]
    [InlineData("stereo wav", "/ws/stt", 1000)]
    [InlineData("stereo wav", "/ws/stt?sample_rate=48000&encoding=pcm_f32le", 100_000)]
    [InlineData("Opus", "/ws/stt", 7)]
    [InlineData("Mp3", "/ws/stt", 1000)]
    [InlineData("Mp3", "/ws/stt", 333)]
    [InlineData("Flac", "/ws/stt", 1000)]
    [InlineData("Opus", "/ws/stt", 1001)]
    [InlineData("webm", "/ws/stt", 333)]
    [InlineData("webm", "/ws/stt?sample_rate=48000&channels=2", 4000)]
    [InlineData("Opus", "/ws/stt?encoding=opus&sample_rate=48000", 1000)]
    public async Task It_is_recognised_decoded_and_told(string kind, string path, int message)
    {
        byte[] file = kind == "webm" ? await WebmAsync() : FileOf(kind);
        await using SttClient client = await SttClient.ConnectAsync(server, path);

        await client.SendAudioAsync(file, message);
        await client.CloseAsync();

        Assert.Equal(WebSocketCloseStatus.NormalClosure, client.CloseStatus);

        // Where the machine lags it warns of that too.
        Assert.Single(client.Messages, item =>
            SttClient.TypeOf(item) == "warning" && item.GetProperty("code").GetString() == "container");
        Assert.True(WordErrors.Rate(Spoken.Text, client.FinalText()) <= 0.3, client.FinalText());
        Assert.InRange(client.Messages[^1].GetProperty("audio_seconds").GetDouble(), Spoken.Seconds - 0.1, Spoken.Seconds + 0.2);
    }

    [Fact]
    public async Task Commands_go_on_working_in_between()
    {
        byte[] file = FileOf("stereo wav");
        await using SttClient client = await SttClient.ConnectAsync(server, "/ws/stt/anna");

        await client.SendAudioAsync(file, 4000);
        await client.SendTextAsync("""{"type":"marker","id":"here"}""");
        await client.ReceiveAsync("marker");
        await client.SendTextAsync("""{"type":"final"}""");
        JsonElement final = await client.ReceiveAsync("final");

        Assert.True(WordErrors.Rate(Spoken.Text, final.GetProperty("text").GetString()!) <= 0.3, final.ToString());
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 24, (byte)'f', (byte)'t', (byte)'y', (byte)'p', (byte)'i', (byte)'s', (byte)'o', (byte)'m' }, "mp4")]
    public async Task One_that_cannot_be_decoded_as_it_comes_is_told_by_name(byte[] start, string name)
    {
        await using SttClient client = await SttClient.ConnectAsync(server);

        await client.SendBinaryAsync((byte[])[.. start, .. new byte[987]]);
        await client.ReadToEndAsync();

        Assert.Equal("bad_audio", client.Error.GetProperty("code").GetString());
        Assert.Contains(name, client.Error.GetProperty("message").GetString());
        Assert.Equal(WebSocketCloseStatus.InvalidPayloadData, client.CloseStatus);
    }

    [Fact]
    public async Task One_that_is_damaged_is_told_and_half_a_sample_is_one_only_of_samples()
    {
        byte[] file = FileOf("Flac");
        file[file.Length / 2] ^= 0x55;
        await using (SttClient damaged = await SttClient.ConnectAsync(server))
        {
            await damaged.SendAudioAsync(file, 1000);
            await damaged.CloseAsync();
            Assert.Contains("flac file is damaged", damaged.Error.GetProperty("message").GetString());
        }

        await using SttClient half = await SttClient.ConnectAsync(server);
        await half.SendAudioAsync(new byte[3201], 1000);
        await half.CloseAsync();
        Assert.Contains("middle of a sample", half.Error.GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_recording_in_JSON_may_have_its_container_too()
    {
        await using SttClient client = await SttClient.ConnectAsync(server);

        await client.SendTextAsync($$"""{"audio":"{{Convert.ToHexString(FileOf("stereo wav"))}}"}""");
        JsonElement answer = (await client.ReceiveAsync())!.Value;

        Assert.True(WordErrors.Rate(Spoken.Text, answer.GetProperty("text").GetString()!) <= 0.3, answer.ToString());
    }

    private static byte[] FileOf(string kind) => kind switch
    {
        "stereo wav" => Containers.Wav(Sound.Pcm(Spoken, 44100, 2), 44100, 2),
        _ => Containers.Encode(Spoken, Enum.Parse<AudioFormat>(kind), kind == "Opus" ? 48000 : 24000),
    };

    /// <summary>As a browser's recorder makes it: nobody knew how long it would be.</summary>
    private static Task<byte[]> WebmAsync() =>
        Ffmpeg.EncodeAsync(Sound.Floats(Spoken), 16000, 1, "-ar 48000 -c:a libopus -b:a 64k -f webm -live 1");
}
