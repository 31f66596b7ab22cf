using System.Net.WebSockets;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace StreamServer.FunctionalTests.Stt.Clients;

/// <summary>Samples that are no audio, and what the server tells about how audio comes.</summary>
public sealed class BadSampleTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(1e9f)]
    public async Task They_are_warned_of_and_the_tenth_message_of_them_ends_the_stream(float sample)
    {
        byte[] message = MemoryMarshal.AsBytes<float>([0.1f, sample, .. new float[798]]).ToArray();
        await using SttClient client = await SttClient.ConnectAsync(server, "/ws/stt?encoding=pcm_f32le");

        for (int i = 0; i < 10; i++)
        {
            await client.SendBinaryAsync(message);
            await client.SendBinaryAsync(new byte[3200]);
        }

        await client.ReadToEndAsync();
        Assert.Equal(10, client.Messages.Count(item => SttClient.TypeOf(item) == "warning"
            && item.GetProperty("code").GetString() == "bad_samples"));
        Assert.Equal("bad_audio", client.Error.GetProperty("code").GetString());
        Assert.Equal(WebSocketCloseStatus.InvalidPayloadData, client.CloseStatus);
    }

    [Fact]
    public async Task Nine_messages_of_them_end_nothing_and_the_summary_counts_them()
    {
        byte[] message = MemoryMarshal.AsBytes<float>([float.NaN, .. new float[799]]).ToArray();
        await using SttClient client = await SttClient.ConnectAsync(server, "/ws/stt?encoding=pcm_f32le");

        await client.SendAudioAsync(Sound.F32(Recording.Clear));
        for (int i = 0; i < 9; i++)
        {
            await client.SendBinaryAsync(message);
        }

        await client.SendTextAsync("""{"type":"configure","min_emotion_confidence":0.9,"min_language_confidence":0.5}""");
        JsonElement configured = await client.ReceiveAsync("configured");
        await client.CloseAsync();

        Assert.Equal(0.9, configured.GetProperty("min_emotion_confidence").GetDouble());
        Assert.InRange(configured.GetProperty("audio").GetProperty("advised_chunk_ms").GetDouble(), 50, 200);
        Assert.Equal(9, client.Messages[^1].GetProperty("audio").GetProperty("bad_messages").GetInt32());
        Assert.Equal(Recording.Clear.Text, client.FinalText());
    }
}
