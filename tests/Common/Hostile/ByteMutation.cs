using System.Buffers.Binary;

namespace StreamServer.Testing.Hostile;

/// <summary>Changes bytes as a damaged disk, a hostile tool or a cut connection would.</summary>
internal static class ByteMutation
{
    private static readonly uint[] Extremes =
        [0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 16, 655_350];

    public static byte[] Apply(byte[] original, Random random)
    {
        byte[] bytes = (byte[])original.Clone();
        for (int change = random.Next(1, 6); change > 0 && bytes.Length > 0; change--)
        {
            // Most of what matters stands in front.
            int at = random.Next(2) == 0 ? random.Next(Math.Min(bytes.Length, 100)) : random.Next(bytes.Length);
            switch (random.Next(9))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    Put(bytes.AsSpan(at), Extremes[random.Next(Extremes.Length)], random);
                    break;
                case 3:
                    bytes = bytes[..at];
                    break;
                case 4:
                    bytes = [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + random.Next(1, 300))..]];
                    break;
                case 5:
                    bytes = [.. bytes[..at], .. Noise(random.Next(1, 2000), random), .. bytes[at..]];
                    break;
                case 6:
                    bytes = [.. bytes[..at], .. new byte[random.Next(1, 2000)], .. bytes[at..]];
                    break;
                case 7:
                    bytes = [.. bytes, .. bytes[at..]];
                    break;
                default:
                    random.NextBytes(bytes.AsSpan(at, Math.Min(bytes.Length - at, random.Next(1, 64))));
                    break;
            }
        }

        return bytes;
    }

    private static byte[] Noise(int count, Random random)
    {
        byte[] noise = new byte[count];
        random.NextBytes(noise);
        return noise;
    }

    private static void Put(Span<byte> bytes, uint value, Random random)
    {
        Span<byte> field = stackalloc byte[sizeof(uint)];
        if (random.Next(2) == 0)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(field, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(field, value);
        }

        field[..Math.Min(bytes.Length, 1 << random.Next(3))].CopyTo(bytes);
    }
}
