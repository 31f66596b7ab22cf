using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace StreamServer.Inference.Onnx;

/// <summary>One protocol-buffers message in the making: fields are appended in wire format (protobuf.dev, "Encoding").</summary>
internal sealed class ProtoMessage
{
    private const int VarintWire = 0;
    private const int BytesWire = 2;
    private const int Fixed32Wire = 5;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    /// <summary>An int32, int64, bool or enum field.</summary>
    public ProtoMessage Varint(int field, long value)
    {
        Tag(field, VarintWire);
        Varint((ulong)value);
        return this;
    }

    public ProtoMessage Float(int field, float value)
    {
        Tag(field, Fixed32Wire);
        BinaryPrimitives.WriteSingleLittleEndian(_bytes.GetSpan(4), value);
        _bytes.Advance(4);
        return this;
    }

    public ProtoMessage Text(int field, string value) => Raw(field, Encoding.UTF8.GetBytes(value));

    public ProtoMessage Message(int field, ProtoMessage inner) => Raw(field, inner.Bytes);

    public ProtoMessage Raw(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, BytesWire);
        Varint((ulong)value.Length);
        _bytes.Write(value);
        return this;
    }

    /// <summary>The beginning of a length-delimited field whose content is written by somebody else.</summary>
    public ProtoMessage Head(int field, long length)
    {
        Tag(field, BytesWire);
        Varint((ulong)length);
        return this;
    }

    /// <summary>Fields that are encoded already.</summary>
    public ProtoMessage Append(ReadOnlySpan<byte> encoded)
    {
        _bytes.Write(encoded);
        return this;
    }

    private void Tag(int field, int wire) => Varint(((uint)field << 3) | (uint)wire);

    private void Varint(ulong value)
    {
        Span<byte> span = _bytes.GetSpan(10);
        int length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            span[length++] = (byte)(value | 0x80);
        }

        span[length++] = (byte)value;
        _bytes.Advance(length);
    }
}
