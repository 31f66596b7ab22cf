using Concentus;
using Concentus.Enums;

namespace StreamServer.Tests.Audio;

/// <summary>What the server expects of Concentus, by its public interface alone.</summary>
public sealed class OpusCodecTests
{
    [Theory]
    [InlineData(8000, 1)]
    [InlineData(12000, 1)]
    [InlineData(16000, 1)]
    [InlineData(16000, 2)]
    [InlineData(24000, 1)]
    [InlineData(48000, 1)]
    [InlineData(48000, 2)]
    public void ASineSurvivesTheRoundTripInBothSampleTypes(int rate, int channels)
    {
        float[] signal = Interleave(TestAudio.Sine(440, rate, rate, 0.4), channels);
        short[] rounded = [.. signal.Select(sample => (short)Math.Round(sample * 32768))];
        int frame = rate / 50;
        using IOpusEncoder floatEncoder = CreateEncoder(rate, channels);
        using IOpusEncoder shortEncoder = CreateEncoder(rate, channels);
        using IOpusDecoder floatDecoder = OpusCodecFactory.CreateDecoder(rate, channels);
        using IOpusDecoder shortDecoder = OpusCodecFactory.CreateDecoder(rate, channels);
        float[] floats = new float[signal.Length];
        short[] shorts = new short[signal.Length];
        byte[] packet = new byte[1275];
        for (int start = 0; start < signal.Length; start += frame * channels)
        {
            int bytes = floatEncoder.Encode(signal.AsSpan(start, frame * channels), frame, packet, packet.Length);
            Assert.InRange(bytes, 3, 1275);
            Assert.Equal(frame, floatDecoder.Decode(packet.AsSpan(0, bytes), floats.AsSpan(start), frame));
            Assert.Equal(frame, floatDecoder.LastPacketDuration);
            Assert.Equal(floatEncoder.FinalRange, floatDecoder.FinalRange);

            bytes = shortEncoder.Encode(rounded.AsSpan(start, frame * channels), frame, packet, packet.Length);
            Assert.Equal(frame, shortDecoder.Decode(packet.AsSpan(0, bytes), shorts.AsSpan(start), frame));
        }

        int delay = floatEncoder.Lookahead * channels;
        int settled = rate / 5 * channels;
        float[] fromShorts = [.. shorts.Select(sample => sample / 32768f)];
        foreach (float[] decoded in new[] { floats, fromShorts })
        {
            double snr = TestAudio.SnrDb(signal.AsSpan(settled..^delay), decoded.AsSpan(settled + delay));
            Assert.True(snr > 15, $"SNR {snr:F1} dB");
        }
    }

    [Fact]
    public void SettingsAreKept()
    {
        using IOpusEncoder encoder = OpusCodecFactory.CreateEncoder(24000, 1, OpusApplication.OPUS_APPLICATION_VOIP);
        encoder.Bitrate = 20_000;
        encoder.Complexity = 4;
        encoder.SignalType = OpusSignal.OPUS_SIGNAL_VOICE;
        encoder.UseVBR = false;
        encoder.UseInbandFEC = true;
        encoder.PacketLossPercent = 7;
        encoder.UseDTX = true;

        Assert.Equal(20_000, encoder.Bitrate);
        Assert.Equal(4, encoder.Complexity);
        Assert.Equal(OpusSignal.OPUS_SIGNAL_VOICE, encoder.SignalType);
        Assert.False(encoder.UseVBR);
        Assert.True(encoder.UseInbandFEC);
        Assert.Equal(7, encoder.PacketLossPercent);
        Assert.True(encoder.UseDTX);
        Assert.Equal(OpusApplication.OPUS_APPLICATION_VOIP, encoder.Application);
        Assert.Equal(24000, encoder.SampleRate);
        Assert.Equal(1, encoder.NumChannels);
        Assert.NotEmpty(encoder.GetVersionString());
    }

    [Theory]
    [InlineData(8000)]
    [InlineData(16000)]
    [InlineData(24000)]
    [InlineData(48000)]
    public void TheLookaheadIsSixAndAHalfMilliseconds(int rate)
    {
        using IOpusEncoder encoder = CreateEncoder(rate, 1);

        Assert.Equal(rate * 65 / 10_000, encoder.Lookahead);
    }

    [Fact]
    public void WithoutVariableRateEveryPacketHasTheSizeOfTheBitrate()
    {
        using IOpusEncoder encoder = CreateEncoder(16000, 1);
        encoder.UseVBR = false;
        encoder.Bitrate = 24_000;
        byte[] packet = new byte[1275];
        float[] noise = TestAudio.Noise(4, 3200);
        for (int start = 0; start < noise.Length; start += 320)
        {
            Assert.Equal(60, encoder.Encode(noise.AsSpan(start, 320), 320, packet, packet.Length)); // 24 kbit/s × 20 ms
        }
    }

    [Fact]
    public void AfterAResetTheCodecIsAsIfNew()
    {
        float[] frame = TestAudio.Noise(8, 320);
        byte[] first = new byte[1275];
        byte[] second = new byte[1275];
        using IOpusEncoder encoder = CreateEncoder(16000, 1);
        int firstBytes = encoder.Encode(frame, 320, first, first.Length);
        encoder.Encode(frame, 320, second, second.Length);

        encoder.ResetState();

        Assert.Equal(firstBytes, encoder.Encode(frame, 320, second, second.Length));
        Assert.Equal(first[..firstBytes], second[..firstBytes]);
    }

    [Fact]
    public void ALostPacketIsConcealedAtTheLengthAskedFor()
    {
        using IOpusEncoder encoder = CreateEncoder(16000, 1);
        using IOpusDecoder decoder = OpusCodecFactory.CreateDecoder(16000, 1);
        byte[] packet = new byte[1275];
        float[] pcm = new float[320];
        float[] sine = TestAudio.Sine(300, 16000, 3200);
        for (int start = 0; start < sine.Length; start += 320)
        {
            int bytes = encoder.Encode(sine.AsSpan(start, 320), 320, packet, packet.Length);
            decoder.Decode(packet.AsSpan(0, bytes), pcm, 320);
        }

        Assert.Equal(320, decoder.Decode(ReadOnlySpan<byte>.Empty, pcm, 320));
        Assert.True(TestAudio.RmsDb(pcm) > -40, "the gap was left silent");
    }

    [Fact]
    public void ADecoderMayHaveAnotherRateAndAnotherNumberOfChannelsThanTheEncoder()
    {
        using IOpusEncoder encoder = CreateEncoder(16000, 1);
        using IOpusDecoder decoder = OpusCodecFactory.CreateDecoder(48000, 2);
        byte[] packet = new byte[1275];
        float[] pcm = new float[5760 * 2];
        int bytes = encoder.Encode(TestAudio.Noise(2, 320), 320, packet, packet.Length);

        Assert.Equal(960, decoder.Decode(packet.AsSpan(0, bytes), pcm, 5760));
        Assert.Equal(2, decoder.NumChannels);
        Assert.Equal(48000, decoder.SampleRate);
        for (int i = 0; i < 1920; i += 2)
        {
            Assert.Equal(pcm[i], pcm[i + 1]);
        }
    }

    [Fact]
    public void APacketThatIsNotOpusIsRefusedByCodeOrException()
    {
        using IOpusDecoder decoder = OpusCodecFactory.CreateDecoder(48000, 1);
        float[] pcm = new float[5760];

        // Two frames of a stated length that the packet does not have. The native path returns the code, the managed one throws it.
        int code;
        try
        {
            code = decoder.Decode([0x02, 0xFF, 0xFF, 0x00], pcm, 5760);
        }
        catch (OpusException refused)
        {
            code = refused.OpusErrorCode;
        }

        Assert.True(code < 0, $"code {code}");
    }

    [Theory]
    [InlineData(44100, 1)]
    [InlineData(16000, 3)]
    public void ARateOrChannelCountThatOpusLacksIsRefused(int rate, int channels)
    {
        Assert.ThrowsAny<Exception>(() => OpusCodecFactory.CreateEncoder(rate, channels, OpusApplication.OPUS_APPLICATION_AUDIO));
        Assert.ThrowsAny<Exception>(() => OpusCodecFactory.CreateDecoder(rate, channels));
    }

    [Fact]
    public void GainIsAppliedToTheOutput()
    {
        using IOpusEncoder encoder = CreateEncoder(16000, 1);
        using IOpusDecoder plain = OpusCodecFactory.CreateDecoder(16000, 1);
        using IOpusDecoder loud = OpusCodecFactory.CreateDecoder(16000, 1);
        loud.Gain = 6 * 256; // Q8 dB
        byte[] packet = new byte[1275];
        float[] quiet = new float[320];
        float[] louder = new float[320];
        int bytes = encoder.Encode(TestAudio.Noise(2, 320, 0.1), 320, packet, packet.Length);
        plain.Decode(packet.AsSpan(0, bytes), quiet, 320);
        loud.Decode(packet.AsSpan(0, bytes), louder, 320);

        Assert.Equal(6 * 256, loud.Gain);
        Assert.InRange(TestAudio.RmsDb(louder) - TestAudio.RmsDb(quiet), 5.9, 6.1);
    }

    private static IOpusEncoder CreateEncoder(int rate, int channels)
    {
        IOpusEncoder encoder = OpusCodecFactory.CreateEncoder(rate, channels, OpusApplication.OPUS_APPLICATION_AUDIO);
        encoder.Bitrate = 64_000 * channels;
        return encoder;
    }

    private static float[] Interleave(float[] mono, int channels) => [.. mono.SelectMany(sample => Enumerable.Repeat(sample, channels))];
}
