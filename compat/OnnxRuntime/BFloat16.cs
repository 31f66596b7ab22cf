using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>The upper 16 bits of a single-precision number.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct BFloat16 : IComparable, IComparable<BFloat16>, IEquatable<BFloat16>
{
    /// <summary>The bits.</summary>
    public readonly ushort value;

    /// <param name="v">The bits; nothing is converted.</param>
    public BFloat16(ushort v) => value = v;

    public static BFloat16 Epsilon => new(0x0080);

    public static BFloat16 Pi => new(0x4049);

    public static BFloat16 PositiveInfinity => new(0x7F80);

    public static BFloat16 NegativeInfinity => new(0xFF80);

    public static BFloat16 NaN => new(0xFFC1);

    public static BFloat16 Zero => new(0x0000);

    public static BFloat16 One => new(0x3F80);

    public static BFloat16 NegativeZero => new(0x8000);

    public static BFloat16 MinValue => new(0xFF7F);

    public static BFloat16 MaxValue => new(0x7F7F);

    private float Single => BitConverter.UInt32BitsToSingle((uint)value << 16);

    /// <summary>Rounds to the nearest value, ties to even.</summary>
    public static explicit operator BFloat16(float value)
    {
        if (float.IsNaN(value))
        {
            return NaN;
        }

        uint bits = BitConverter.SingleToUInt32Bits(value);
        uint half = 0x7FFF + ((bits >> 16) & 1);
        return new BFloat16((ushort)((bits + half) >> 16));
    }

    public static explicit operator float(BFloat16 value) => value.Single;

    public static explicit operator BFloat16(ushort value) => (BFloat16)(float)value;

    public static explicit operator ushort(BFloat16 value) => (ushort)(float)value;

    public static bool operator <(BFloat16 left, BFloat16 right) => left.Single < right.Single;

    public static bool operator >(BFloat16 left, BFloat16 right) => left.Single > right.Single;

    public static bool operator <=(BFloat16 left, BFloat16 right) => left.Single <= right.Single;

    public static bool operator >=(BFloat16 left, BFloat16 right) => left.Single >= right.Single;

    /// <summary>Compares bits, except that NaN equals nothing: zeros of different sign are not equal.</summary>
    public static bool operator ==(BFloat16 left, BFloat16 right) => !IsNaN(left) && !IsNaN(right) && left.value == right.value;

    public static bool operator !=(BFloat16 left, BFloat16 right) => !(left == right);

    public static bool IsFinite(BFloat16 value) => float.IsFinite(value.Single);

    public static bool IsInfinity(BFloat16 value) => float.IsInfinity(value.Single);

    public static bool IsNaN(BFloat16 value) => float.IsNaN(value.Single);

    public static bool IsNegative(BFloat16 value) => float.IsNegative(value.Single);

    public static bool IsNegativeInfinity(BFloat16 value) => float.IsNegativeInfinity(value.Single);

    public static bool IsNormal(BFloat16 value) => float.IsNormal(value.Single);

    public static bool IsPositiveInfinity(BFloat16 value) => float.IsPositiveInfinity(value.Single);

    public static bool IsSubnormal(BFloat16 value) => float.IsSubnormal(value.Single);

    public static BFloat16 Negate(BFloat16 value) => IsNaN(value) ? value : new BFloat16((ushort)(value.value ^ 0x8000));

    public float ToFloat() => (float)this;

    public int CompareTo(BFloat16 other) => Single.CompareTo(other.Single);

    public int CompareTo(object obj) => obj switch
    {
        null => 1,
        BFloat16 other => CompareTo(other),
        _ => throw new ArgumentException("Object must be of type BFloat16"),
    };

    /// <summary>As <see cref="float.Equals(float)"/>: zeros are equal, and so is NaN to NaN.</summary>
    public bool Equals(BFloat16 other) => Single.Equals(other.Single);

    public override bool Equals(object obj) => obj is BFloat16 other && Equals(other);

    public override int GetHashCode() => Single.GetHashCode();

    public override string ToString() => $"{value} : {ToFloat()}";
}
