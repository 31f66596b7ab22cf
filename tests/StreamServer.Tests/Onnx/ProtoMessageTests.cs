using StreamServer.Inference.Onnx;

namespace StreamServer.Tests.Onnx;

/// <summary>The examples of protobuf.dev, "Encoding".</summary>
public sealed class ProtoMessageTests
{
    [Fact]
    public void AVarintTakesSevenBitsAByte() => Assert.Equal("089601", Hex(new ProtoMessage().Varint(1, 150)));

    [Fact]
    public void ANegativeNumberTakesTenBytes() => Assert.Equal("08FEFFFFFFFFFFFFFFFF01", Hex(new ProtoMessage().Varint(1, -2)));

    [Fact]
    public void TextIsLengthAndUtf8() => Assert.Equal("120774657374696E67", Hex(new ProtoMessage().Text(2, "testing")));

    [Fact]
    public void AMessageIsLengthAndBytes() =>
        Assert.Equal("1A03089601", Hex(new ProtoMessage().Message(3, new ProtoMessage().Varint(1, 150))));

    [Fact]
    public void AFloatIsFourLittleEndianBytes() => Assert.Equal("150000803F", Hex(new ProtoMessage().Float(2, 1)));

    [Fact]
    public void AFieldNumberOverFifteenTakesTwoBytes() => Assert.Equal("A00102", Hex(new ProtoMessage().Varint(20, 2)));

    private static string Hex(ProtoMessage message) => Convert.ToHexString(message.Bytes);
}
