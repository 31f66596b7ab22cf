using StreamServer.Inference.Audio;

namespace StreamServer.Tests.Audio;

public sealed class ChannelConverterTests
{
    [Fact]
    public void MixedChannelsAreTheirMeanResampled()
    {
        float[] left = TestAudio.Glide(48000, 4800);
        float[] right = TestAudio.Noise(1, 4800);
        float[] interleaved = [.. left.Zip(right).SelectMany(pair => new[] { pair.First, pair.Second })];
        float[] mean = [.. left.Zip(right, (a, b) => (a + b) * 0.5f)];
        var converter = new ChannelConverter(2, 48000, 16000);

        float[] output = Convert(converter, interleaved, stream: 0);

        Assert.Equal(1, converter.StreamCount);
        Assert.Equal(Resampler.Convert(mean, 48000, 16000), output);
    }

    [Fact]
    public void SeparateChannelsStayApart()
    {
        float[] interleaved = TestAudio.Noise(2, 3 * 2400);
        for (int channel = 0; channel < 3; channel++)
        {
            float[] alone = [.. interleaved.Where((_, i) => i % 3 == channel)];
            var converter = new ChannelConverter(3, 24000, 16000, separate: true);

            Assert.Equal(3, converter.StreamCount);
            Assert.Equal(Resampler.Convert(alone, 24000, 16000), Convert(converter, interleaved, channel));
        }
    }

    private static float[] Convert(ChannelConverter converter, float[] interleaved, int stream)
    {
        converter.Push(interleaved);
        converter.Flush();
        float[] output = new float[converter.Available];
        Assert.Equal(output.Length, converter.Pull(stream, output));
        return output;
    }
}
