using System.Buffers;
using System.Text;
using StreamServer.Inference.Audio.Encoders;

namespace StreamServer.Tests.Audio.Encoders;

public sealed class WavEncoderTests
{
    [Fact]
    public void HeaderOfKnownLengthHasTheExactBytes()
    {
        var output = new ArrayBufferWriter<byte>();
        using var encoder = new WavEncoder(16000);

        encoder.Start(output, totalSamples: 3);
        encoder.Encode([0f, 0.5f, -1f], output);
        encoder.Finish(output);

        byte[] expected =
        [
            .. "RIFF"u8, 42, 0, 0, 0, .. "WAVE"u8,
            .. "fmt "u8, 16, 0, 0, 0, 1, 0, 1, 0, 0x80, 0x3E, 0, 0, 0, 0x7D, 0, 0, 2, 0, 16, 0,
            .. "data"u8, 6, 0, 0, 0,
            0x00, 0x00, 0x00, 0x40, 0x00, 0x80,
        ];
        Assert.Equal(expected, output.WrittenSpan.ToArray());
    }

    [Theory]
    [InlineData(null)]
    [InlineData(2_147_483_640L)] // 4 GiB of data: the header cannot say so
    public void HeaderOfUnknownOrTooLargeLengthSaysAllOnes(long? samples)
    {
        var output = new ArrayBufferWriter<byte>();
        using var encoder = new WavEncoder(24000);

        encoder.Start(output, samples);

        Assert.Equal(WavEncoder.HeaderBytes, output.WrittenCount);
        Assert.Equal(uint.MaxValue, BitConverter.ToUInt32(output.WrittenSpan[4..8]));
        Assert.Equal(uint.MaxValue, BitConverter.ToUInt32(output.WrittenSpan[40..44]));
        Assert.Equal("data", Encoding.ASCII.GetString(output.WrittenSpan[36..40]));
    }
}
