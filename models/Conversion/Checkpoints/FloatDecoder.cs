using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace StreamServer.Models.Conversion.Checkpoints;

/// <summary>Little-endian stored numbers to 32-bit floats.</summary>
internal static class FloatDecoder
{
    public static int SizeOf(TensorType type) => type == TensorType.Float32 ? 4 : 2;

    /// <param name="bytes">Exactly <see cref="SizeOf"/> bytes for each element of <paramref name="destination"/>.</param>
    public static void Decode(ReadOnlySpan<byte> bytes, TensorType type, Span<float> destination)
    {
        switch (type)
        {
            case TensorType.Float32:
                bytes.CopyTo(MemoryMarshal.AsBytes(destination));
                break;
            case TensorType.Float16:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), destination);
                break;
            default:
                // bfloat16 is the upper half of a float.
                for (int i = 0; i < destination.Length; i++)
                {
                    destination[i] = BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]) << 16);
                }

                break;
        }
    }
}
