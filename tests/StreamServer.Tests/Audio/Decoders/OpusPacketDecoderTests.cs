using Concentus;
using Concentus.Enums;
using StreamServer.Inference;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Audio.Decoders;

namespace StreamServer.Tests.Audio.Decoders;

public sealed class OpusPacketDecoderTests
{
    [Theory]
    [InlineData(48000, 2, 20)]
    [InlineData(48000, 1, 60)]
    [InlineData(16000, 1, 20)]
    [InlineData(8000, 1, 10)]
    public void EachMessageGivesTheAudioOfItsPacket(int rate, int channels, int packetMs)
    {
        using IOpusEncoder encoder = OpusCodecFactory.CreateEncoder(48000, 1, OpusApplication.OPUS_APPLICATION_AUDIO);
        using IAudioDecoder decoder = AudioDecoders.Create(AudioEncoding.Opus, rate, channels);
        var output = new SampleQueue();
        int frame = 48 * packetMs;
        float[] sine = TestAudio.Sine(400, 48000, frame * 20);
        byte[] packet = new byte[1275];
        for (int i = 0; i < 20; i++)
        {
            int bytes = encoder.Encode(sine.AsSpan(i * frame, frame), frame, packet, packet.Length);
            decoder.Decode(packet.AsSpan(0, bytes), output);
            Assert.Equal((i + 1) * packetMs * rate / 1000 * channels, output.Count);
        }

        Assert.InRange(TestAudio.RmsDb(output.Unread[(output.Count / 2)..].ToArray()), -10.5, -7.5); // 0.5 amplitude: -9 dB
        Assert.Equal(0, decoder.PendingBytes);
    }

    [Fact]
    public void ABadPacketIsNamedAndTheNextOneStillDecodes()
    {
        using IOpusEncoder encoder = OpusCodecFactory.CreateEncoder(16000, 1, OpusApplication.OPUS_APPLICATION_AUDIO);
        using IAudioDecoder decoder = AudioDecoders.Create(AudioEncoding.Opus, 16000, 1);
        var output = new SampleQueue();
        byte[] packet = new byte[1275];
        int bytes = encoder.Encode(TestAudio.Noise(1, 320), 320, packet, packet.Length);

        var error = Assert.Throws<StreamException>(() => decoder.Decode([0x02, 0xFF, 0xFF, 0x00], output));
        decoder.Decode(packet.AsSpan(0, bytes), output);

        Assert.Equal(StreamError.ClientBadAudio, error.Error);
        Assert.Contains("4 bytes", error.Message);
        Assert.Equal(320, output.Count);
    }

    [Fact]
    public void AnEmptyMessageIsNoAudio()
    {
        using IAudioDecoder decoder = AudioDecoders.Create(AudioEncoding.Opus, 16000, 1);
        var output = new SampleQueue();

        decoder.Decode([], output);

        Assert.Equal(0, output.Count);
    }
}
