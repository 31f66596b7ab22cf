using System.Text;

namespace StreamServer.Tests.Compat.OnnxRuntime;

/// <summary>The two kinds of protobuf fields that ONNX needs: varints and length-delimited bytes.</summary>
internal sealed class ProtobufWriter
{
    private const int VarintWire = 0;
    private const int BytesWire = 2;

    private readonly List<byte> _bytes = [];

    public ProtobufWriter Varint(int field, long value)
    {
        WriteVarint(((ulong)field << 3) | VarintWire);
        WriteVarint((ulong)value);
        return this;
    }

    public ProtobufWriter Bytes(int field, ReadOnlySpan<byte> value)
    {
        WriteVarint(((ulong)field << 3) | BytesWire);
        WriteVarint((ulong)value.Length);
        _bytes.AddRange(value);
        return this;
    }

    public ProtobufWriter Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public ProtobufWriter Message(int field, ProtobufWriter value) => Bytes(field, value.ToArray());

    public ProtobufWriter Append(ProtobufWriter other)
    {
        _bytes.AddRange(other._bytes);
        return this;
    }

    public ProtobufWriter Clone() => new ProtobufWriter().Append(this);

    public byte[] ToArray() => [.. _bytes];

    private void WriteVarint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            _bytes.Add((byte)(value | 0x80));
        }

        _bytes.Add((byte)value);
    }
}
