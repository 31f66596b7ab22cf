using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>IEEE 754 half precision, with the bits of <see cref="Half"/>.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct Float16 : IComparable, IComparable<Float16>, IEquatable<Float16>
{
    /// <summary>The bits.</summary>
    public readonly ushort value;

    /// <param name="v">The bits; nothing is converted.</param>
    public Float16(ushort v) => value = v;

    public static Float16 Epsilon => new(0x0400);

    public static Float16 Pi => new(0x4248);

    public static Float16 PositiveInfinity => new(0x7C00);

    public static Float16 NegativeInfinity => new(0xFC00);

    public static Float16 NaN => new(0xFE00);

    public static Float16 Zero => new(0x0000);

    public static Float16 One => new(0x3C00);

    public static Float16 NegativeZero => new(0x8000);

    public static Float16 MinValue => new(0xFBFF);

    public static Float16 MaxValue => new(0x7BFF);

    private Half Half => BitConverter.UInt16BitsToHalf(value);

    public static explicit operator Float16(float value) => new(BitConverter.HalfToUInt16Bits((Half)value));

    public static explicit operator float(Float16 value) => (float)value.Half;

    public static explicit operator Float16(ushort value) => (Float16)(float)value;

    public static explicit operator ushort(Float16 value) => (ushort)(float)value;

    public static bool operator <(Float16 left, Float16 right) => left.Half < right.Half;

    public static bool operator >(Float16 left, Float16 right) => left.Half > right.Half;

    public static bool operator <=(Float16 left, Float16 right) => left.Half <= right.Half;

    public static bool operator >=(Float16 left, Float16 right) => left.Half >= right.Half;

    /// <summary>Compares bits, except that NaN equals nothing: zeros of different sign are not equal.</summary>
    public static bool operator ==(Float16 left, Float16 right) => !IsNaN(left) && !IsNaN(right) && left.value == right.value;

    public static bool operator !=(Float16 left, Float16 right) => !(left == right);

    public static bool IsFinite(Float16 value) => Half.IsFinite(value.Half);

    public static bool IsInfinity(Float16 value) => Half.IsInfinity(value.Half);

    public static bool IsNaN(Float16 value) => Half.IsNaN(value.Half);

    public static bool IsNegative(Float16 value) => Half.IsNegative(value.Half);

    public static bool IsNegativeInfinity(Float16 value) => Half.IsNegativeInfinity(value.Half);

    public static bool IsNormal(Float16 value) => Half.IsNormal(value.Half);

    public static bool IsPositiveInfinity(Float16 value) => Half.IsPositiveInfinity(value.Half);

    public static bool IsSubnormal(Float16 value) => Half.IsSubnormal(value.Half);

    public static Float16 Negate(Float16 value) => IsNaN(value) ? value : new Float16((ushort)(value.value ^ 0x8000));

    public float ToFloat() => (float)this;

    public int CompareTo(Float16 other) => Half.CompareTo(other.Half);

    public int CompareTo(object obj) => obj switch
    {
        null => 1,
        Float16 other => CompareTo(other),
        _ => throw new ArgumentException("Object must be of type Float16"),
    };

    /// <summary>As <see cref="Half.Equals(Half)"/>: zeros are equal, and so is NaN to NaN.</summary>
    public bool Equals(Float16 other) => Half.Equals(other.Half);

    public override bool Equals(object obj) => obj is Float16 other && Equals(other);

    public override int GetHashCode() => Half.GetHashCode();

    public override string ToString() => $"{value} : {ToFloat()}";
}
