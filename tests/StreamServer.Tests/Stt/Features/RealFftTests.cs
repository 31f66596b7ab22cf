using StreamServer.Inference.Stt.Features;

namespace StreamServer.Tests.Stt.Features;

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
}
