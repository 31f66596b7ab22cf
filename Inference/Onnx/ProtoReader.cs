using System.Buffers.Binary;
using System.Text;

namespace StreamServer.Inference.Onnx;

/// <summary>Takes protocol-buffers messages apart without copying them (protobuf.dev, "Encoding").</summary>
internal static class ProtoReader
{
    // The largest graphs have some hundred thousand nodes and weights; small fields cost thirty times their size here.
    private const int MostFields = 1 << 21;

    private const int VarintWire = 0;
    private const int Fixed64Wire = 1;
    private const int BytesWire = 2;
    private const int Fixed32Wire = 5;

    /// <summary>The fields of one message, in order.</summary>
    /// <exception cref="InvalidDataException">It is no such message.</exception>
    public static List<ProtoField> Read(ReadOnlyMemory<byte> message)
    {
        List<ProtoField> fields = [];
        for (int at = 0; at < message.Length;)
        {
            int start = at;
            long tag = Varint(message.Span, ref at);
            ReadOnlyMemory<byte> content = default;
            long value = 0;
            switch (tag & 7)
            {
                case VarintWire:
                    value = Varint(message.Span, ref at);
                    break;

                case BytesWire:
                    long length = Varint(message.Span, ref at);
                    if (length < 0 || length > message.Length - at)
                    {
                        throw new InvalidDataException("A field is longer than its message.");
                    }

                    content = message.Slice(at, (int)length);
                    at += (int)length;
                    break;

                case Fixed32Wire when message.Length - at >= 4:
                    value = BinaryPrimitives.ReadUInt32LittleEndian(message.Span[at..]);
                    at += 4;
                    break;

                case Fixed64Wire when message.Length - at >= 8:
                    value = BinaryPrimitives.ReadInt64LittleEndian(message.Span[at..]);
                    at += 8;
                    break;

                default:
                    throw new InvalidDataException($"A field has the unknown wire type {tag & 7}.");
            }

            if (fields.Count == MostFields)
            {
                throw new InvalidDataException($"A message has more than {MostFields} fields.");
            }

            fields.Add(new ProtoField((int)(tag >> 3), message[start..at], content, value));
        }

        return fields;
    }

    public static string Text(this ProtoField field) => Encoding.UTF8.GetString(field.Content.Span);

    /// <summary>Numbers of a repeated field, packed or not.</summary>
    public static IEnumerable<long> Numbers(this IEnumerable<ProtoField> fields, int number)
    {
        foreach (ProtoField field in fields.Where(field => field.Number == number))
        {
            if (field.Content.IsEmpty)
            {
                yield return field.Value;
            }

            for (int at = 0; at < field.Content.Length;)
            {
                yield return Varint(field.Content.Span, ref at);
            }
        }
    }

    /// <summary>The text of a field that occurs once; empty when it is absent.</summary>
    public static string TextOf(this IEnumerable<ProtoField> fields, int number) =>
        string.Concat(fields.Where(field => field.Number == number).Select(Text));

    private static long Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; shift < 64 && at < bytes.Length; shift += 7)
        {
            byte part = bytes[at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return (long)value;
            }
        }

        throw new InvalidDataException("A number has no end.");
    }
}
