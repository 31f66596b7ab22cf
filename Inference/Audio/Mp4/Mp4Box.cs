using System.Buffers.Binary;
using System.Text;

namespace StreamServer.Inference.Audio.Mp4;

/// <summary>Head of a box (ISO/IEC 14496-12 §4.2).</summary>
/// <param name="Type">Four characters.</param>
/// <param name="HeadBytes">Of the head.</param>
/// <param name="BodyBytes">Behind the head; <see cref="long.MaxValue"/> when the box reaches to the end of the file.</param>
internal readonly record struct Mp4Box(string Type, int HeadBytes, long BodyBytes)
{
    /// <summary>Longest head, with a size of 64 bits.</summary>
    public const int MostHeadBytes = 16;

    private const int PlainHeadBytes = 8;

    /// <returns>False when there is no head, or a size that cannot be.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out Mp4Box box)
    {
        box = default;
        if (bytes.Length < PlainHeadBytes)
        {
            return false;
        }

        long size = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        int head = PlainHeadBytes;
        if (size == 1)
        {
            if (bytes.Length < MostHeadBytes)
            {
                return false;
            }

            head = MostHeadBytes;
            size = (long)Math.Min(BinaryPrimitives.ReadUInt64BigEndian(bytes[PlainHeadBytes..]), long.MaxValue);
        }

        box = new Mp4Box(Encoding.Latin1.GetString(bytes[4..8]), head, size == 0 ? long.MaxValue : size - head);
        return size == 0 || size >= head;
    }

    /// <summary>The body of the first box of that type among those that follow one another.</summary>
    /// <returns>Empty when there is none.</returns>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> boxes, string type)
    {
        while (TryNext(ref boxes, out string found, out ReadOnlySpan<byte> body))
        {
            if (found == type)
            {
                return body;
            }
        }

        return default;
    }

    /// <summary>The body of a box in a box in a box.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> boxes, params scoped ReadOnlySpan<string> path)
    {
        foreach (string type in path)
        {
            boxes = Find(boxes, type);
        }

        return boxes;
    }

    /// <summary>The next of the boxes that follow one another.</summary>
    /// <returns>False at the end, or where they are broken.</returns>
    public static bool TryNext(scoped ref ReadOnlySpan<byte> boxes, out string type, out ReadOnlySpan<byte> body)
    {
        body = default;
        type = "";
        if (!TryRead(boxes, out Mp4Box box))
        {
            return false;
        }

        long size = box.BodyBytes == long.MaxValue ? boxes.Length - box.HeadBytes : box.BodyBytes;
        if (size > boxes.Length - box.HeadBytes)
        {
            return false;
        }

        type = box.Type;
        body = boxes.Slice(box.HeadBytes, (int)size);
        boxes = boxes[(box.HeadBytes + (int)size)..];
        return true;
    }
}
