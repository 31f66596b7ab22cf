using System.Buffers.Binary;
using System.Text;

namespace StreamServer.FunctionalTests.Ops;

/// <summary>
/// Just enough of protobuf's wire format (https://protobuf.dev/programming-guides/encoding) to read what a collector gets.
/// </summary>
internal sealed class ProtobufMessage
{
    private readonly List<(int Field, ulong Number, ReadOnlyMemory<byte> Bytes)> _fields = [];

    public ProtobufMessage(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            ulong tag = Varint(ref bytes);
            (ulong number, ReadOnlyMemory<byte> content) = (tag & 7) switch
            {
                0 => (Varint(ref bytes), default),
                1 => (BinaryPrimitives.ReadUInt64LittleEndian(Take(ref bytes, 8).Span), default),
                2 => (0UL, Take(ref bytes, (int)Varint(ref bytes))),
                5 => (BinaryPrimitives.ReadUInt32LittleEndian(Take(ref bytes, 4).Span), default),
                ulong wire => throw new InvalidDataException($"Wire type {wire}."),
            };
            _fields.Add(((int)(tag >> 3), number, content));
        }
    }

    public bool Has(int field) => _fields.Exists(one => one.Field == field);

    public IEnumerable<ProtobufMessage> All(int field) =>
        _fields.Where(one => one.Field == field).Select(one => new ProtobufMessage(one.Bytes));

    public IEnumerable<ProtobufMessage> All(int field, params int[] below) =>
        below.Aggregate(All(field), (messages, next) => messages.SelectMany(message => message.All(next)));

    public string Text(int field) => Encoding.UTF8.GetString(Bytes(field).Span);

    public ReadOnlyMemory<byte> Bytes(int field) => _fields.FirstOrDefault(one => one.Field == field).Bytes;

    public ulong Number(int field) => _fields.FirstOrDefault(one => one.Field == field).Number;

    public double Double(int field) => BitConverter.UInt64BitsToDouble(Number(field));

    private static ulong Varint(ref ReadOnlyMemory<byte> bytes)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = Take(ref bytes, 1).Span[0];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }

    private static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> bytes, int count)
    {
        ReadOnlyMemory<byte> taken = bytes[..count];
        bytes = bytes[count..];
        return taken;
    }
}
