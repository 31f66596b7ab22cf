using StreamServer.Inference.Audio.Spectra;

namespace StreamServer.Tests.Audio.Spectra;

public sealed class RealFftTests
{
    [Theory]
    [InlineData(16)]
    [InlineData(64)]
    [InlineData(512)]
    public void Power_equals_the_definition_of_the_transform(int size)
    {
        Random random = new(size);
        float[] frame = [.. Enumerable.Range(0, size).Select(_ => (2 * random.NextSingle()) - 1)];
        RealFft fft = new(size);
        float[] power = new float[fft.Bins];

        fft.Power(frame, power);

        for (int k = 0; k < fft.Bins; k++)
        {
            (double real, double imaginary) = (0, 0);
            for (int n = 0; n < size; n++)
            {
                real += frame[n] * Math.Cos(2 * Math.PI * k * n / size);
                imaginary -= frame[n] * Math.Sin(2 * Math.PI * k * n / size);
            }

            double expected = (real * real) + (imaginary * imaginary);
            Assert.Equal(expected, power[k], 1e-3 + (1e-5 * expected));
        }
    }

    [Theory]
    [InlineData(16)]
    [InlineData(1024)]
    public void Forward_equals_the_definition_and_inverse_gives_the_frame_back(int size)
    {
        Random random = new(size);
        float[] frame = [.. Enumerable.Range(0, size).Select(_ => (2 * random.NextSingle()) - 1)];
        RealFft fft = new(size);
        (float[] real, float[] imaginary) = (new float[fft.Bins], new float[fft.Bins]);

        fft.Forward(frame, real, imaginary);

        for (int k = 0; k < fft.Bins; k++)
        {
            Assert.Equal(frame.Select((x, n) => x * Math.Cos(2 * Math.PI * k * n / size)).Sum(), real[k], 2e-5 * size);
            Assert.Equal(-frame.Select((x, n) => x * Math.Sin(2 * Math.PI * k * n / size)).Sum(), imaginary[k], 2e-5 * size);
        }

        // No real frame has these two: they are left out.
        (imaginary[0], imaginary[^1]) = (3, -5);
        float[] back = new float[size];
        fft.Inverse(real, imaginary, back);
        Assert.All(frame.Zip(back), pair => Assert.Equal(pair.First, pair.Second, 1e-6 * size));
    }

    [Fact]
    public void The_first_and_the_last_bin_of_a_real_frame_have_no_imaginary_part()
    {
        RealFft fft = new(1024);
        (float[] real, float[] imaginary) = (new float[fft.Bins], new float[fft.Bins]);
        Random random = new(5);
        for (int round = 0; round < 100; round++)
        {
            float[] frame = [.. Enumerable.Range(0, fft.Size).Select(_ => (2 * random.NextSingle()) - 1)];
            fft.Forward(frame, real, imaginary);

            // Atan2 tells +0 from -0: of a negative number and -0 it makes -pi, where torch's phase is +pi.
            Assert.Equal(0, BitConverter.SingleToInt32Bits(imaginary[0]));
            Assert.Equal(0, BitConverter.SingleToInt32Bits(imaginary[^1]));
        }
    }
}
