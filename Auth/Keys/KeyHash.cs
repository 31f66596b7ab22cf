using System.Buffers.Binary;
using System.Security.Cryptography;

namespace StreamServer.Auth.Keys;

/// <summary>HMAC-SHA-256 of a whole key under the server's pepper: what is stored and looked up instead of the key.</summary>
internal readonly struct KeyHash : IEquatable<KeyHash>
{
    public const int Size = 32;

    private readonly ulong _a;
    private readonly ulong _b;
    private readonly ulong _c;
    private readonly ulong _d;

    /// <param name="bytes">32 of them.</param>
    public KeyHash(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Size);
        _a = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _b = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _d = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    public byte[] ToArray()
    {
        byte[] bytes = new byte[Size];
        Write(bytes);
        return bytes;
    }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public string ToHex() => Convert.ToHexStringLower(ToArray());

    /// <summary>Compares in constant time.</summary>
    public bool Equals(KeyHash other)
    {
        Span<byte> mine = stackalloc byte[Size];
        Span<byte> theirs = stackalloc byte[Size];
        Write(mine);
        other.Write(theirs);
        return CryptographicOperations.FixedTimeEquals(mine, theirs);
    }

    public override bool Equals(object? obj) => obj is KeyHash other && Equals(other);

    // The hash is uniform and depends on a secret: nobody can choose keys that collide.
    public override int GetHashCode() => (int)_a;

    /// <summary>Says nothing of the value, so that no log can.</summary>
    public override string ToString() => nameof(KeyHash);

    private void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _a);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], _b);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], _c);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[24..], _d);
    }
}
