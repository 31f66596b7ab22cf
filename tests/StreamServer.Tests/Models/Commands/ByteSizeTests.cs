using StreamServer.Models.Commands;

namespace StreamServer.Tests.Models.Commands;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1.00 kB")]
    [InlineData(99_999, "100 kB")]
    [InlineData(652_183_999, "652 MB")]
    [InlineData(2_435_420_160, "2.44 GB")]
    public void ThreeDigitsAndADecimalUnit(double bytes, string expected) => Assert.Equal(expected, ByteSize.Text(bytes));
}
