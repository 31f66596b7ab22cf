using StreamServer.Models.Conversion;

namespace StreamServer.Tests.Models.Conversion;

public sealed class BlockQuantizerTests
{
    [Theory]
    [InlineData(8, 64)]
    [InlineData(8, 45)]
    [InlineData(4, 64)]
    [InlineData(4, 45)]
    public void EveryWeightComesBackWithinHalfAStep(int bits, int columns)
    {
        Random random = new(1);
        float[] row = [.. Enumerable.Range(0, columns).Select(_ => (float)((2 * random.NextDouble()) - 1))];
        int blocks = (columns + 31) / 32;
        byte[] packed = new byte[blocks * 32 * bits / 8];
        float[] scales = new float[blocks];

        BlockQuantizer.QuantizeRow(row, bits, packed, scales);

        for (int i = 0; i < columns; i++)
        {
            int stored = bits == 8 ? packed[i] : (packed[i / 2] >> (4 * (i % 2))) & 15;
            float back = (stored - (1 << (bits - 1))) * scales[i / 32];

            // The far end of the shorter side is clipped, which costs at most one step.
            Assert.InRange(Math.Abs(back - row[i]), 0, Math.Abs(scales[i / 32]) * 1.001f);
        }
    }

    [Theory]
    [InlineData(4, 0x88)]
    [InlineData(8, 0x80)]
    public void ABlockOfZerosIsZero(int bits, byte expected)
    {
        byte[] packed = new byte[32 * bits / 8];
        float[] scales = new float[1];

        BlockQuantizer.QuantizeRow(new float[32], bits, packed, scales);

        Assert.All(packed, value => Assert.Equal(expected, value));
        Assert.Equal(0, scales[0]);
    }

    [Fact]
    public void TheLargestWeightOfABlockIsExact()
    {
        float[] row = [.. Enumerable.Range(0, 32).Select(i => i / 40f)];
        byte[] packed = new byte[16];
        float[] scales = new float[1];

        BlockQuantizer.QuantizeRow(row, 4, packed, scales);

        Assert.Equal(0, packed[15] >> 4);
        Assert.Equal(row[31], -8 * scales[0], 1e-6f);
    }
}
