using StreamServer.Inference.Audio;

namespace StreamServer.Tests.Audio;

public sealed class SampleFormatsTests
{
    [Fact]
    public void EverySixteenBitValueSurvivesTheRoundTrip()
    {
        short[] all = [.. Enumerable.Range(short.MinValue, 65536).Select(value => (short)value)];
        float[] floats = new float[all.Length];
        short[] back = new short[all.Length];

        SampleFormats.FromS16(all, floats);
        SampleFormats.ToS16(floats, back);

        Assert.Equal(all, back);
        Assert.Equal(-1f, floats[0]);
        Assert.Equal(32767 / 32768f, floats[^1]);
    }

    [Theory]
    [InlineData(0.5f / 32768, 0)] // half to even
    [InlineData(1.5f / 32768, 2)]
    [InlineData(-0.5f / 32768, 0)]
    [InlineData(-1.5f / 32768, -2)]
    [InlineData(2.5f / 32768, 2)]
    [InlineData(1f, 32767)]
    [InlineData(-1f, -32768)]
    [InlineData(7.5f, 32767)]
    [InlineData(-7.5f, -32768)]
    [InlineData(float.PositiveInfinity, 32767)]
    [InlineData(float.NegativeInfinity, -32768)]
    [InlineData(float.NaN, 0)]
    public void RoundingAndClippingAreTheSameAtEveryPosition(float sample, short expected)
    {
        Assert.Equal(expected, SampleFormats.ToS16(sample));
        for (int length = 1; length < 80; length++)
        {
            float[] samples = Enumerable.Repeat(sample, length).ToArray();
            short[] result = new short[length];
            SampleFormats.ToS16(samples, result);
            Assert.All(result, value => Assert.Equal(expected, value));
        }
    }

    [Fact]
    public void ThreeByteSamplesAreSignedAndLittleEndian()
    {
        float[] samples = new float[4];

        SampleFormats.DecodeS24([0x00, 0x00, 0x80, 0xFF, 0xFF, 0x7F, 0x01, 0x00, 0x00, 0xFF, 0xFF, 0xFF], samples);

        Assert.Equal([-1f, 8388607 / 8388608f, 1 / 8388608f, -1 / 8388608f], samples);
    }

    [Fact]
    public void OtherWidthsHaveTheirFullScaleAtOne()
    {
        float[] samples = new float[3];

        SampleFormats.DecodeU8([0, 128, 255], samples);
        Assert.Equal([-1f, 0f, 127 / 128f], samples);

        SampleFormats.DecodeS32([0, 0, 0, 0x80, 0, 0, 0, 0x40, 0, 0, 0, 0], samples);
        Assert.Equal([-1f, 0.5f, 0f], samples);
    }

    [Fact]
    public void FloatSamplesThatAreNotFiniteBecomeSilence()
    {
        byte[] bytes = [.. new[] { 0.25f, float.NaN, float.PositiveInfinity, -3f }.SelectMany(BitConverter.GetBytes)];
        float[] samples = new float[4];

        SampleFormats.DecodeF32(bytes, samples);

        Assert.Equal([0.25f, 0f, 0f, -3f], samples);
    }
}
