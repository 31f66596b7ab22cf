using System.Numerics;

namespace StreamServer.Inference.Audio;

/// <summary>
/// ITU-T G.711 companding of 16-bit linear samples, bit-exact with the reference code of ITU-T G.191 (STL, <c>g711.c</c>):
/// 14 significant bits for μ-law, 13 for A-law, negative values by one's complement, even bits of A-law inverted.
/// </summary>
internal static class G711
{
    /// <summary>Shift of the μ-law segments, in 14-bit units: makes every segment twice the one before.</summary>
    private const int MuLawBias = 33;

    /// <summary>Largest biased μ-law magnitude: the top of segment 8.</summary>
    private const int MuLawCeiling = 0x1FFF;

    /// <summary>A-law inverts every second bit, so that silence is not a run of equal bits on the line.</summary>
    private const int AlawMask = 0x55;

    public static byte EncodeMuLaw(short sample)
    {
        int sign = sample >> 15;
        int magnitude = Math.Min(((sample ^ sign) >> 2) + MuLawBias, MuLawCeiling);
        int segment = BitOperations.Log2((uint)magnitude) - 4;
        int code = ((8 - segment) << 4) | (15 - ((magnitude >> segment) & 15));
        return (byte)(code | (~sign & 0x80));
    }

    public static short DecodeMuLaw(byte code)
    {
        int inverted = ~code;
        int segment = (inverted >> 4) & 7;
        int magnitude = ((((inverted & 15) << 1) + MuLawBias) << segment) - MuLawBias;
        return (short)((code & 0x80) != 0 ? magnitude << 2 : -(magnitude << 2));
    }

    public static byte EncodeAlaw(short sample)
    {
        int sign = sample >> 15;
        int magnitude = (sample ^ sign) >> 4;
        int segment = Math.Max(BitOperations.Log2((uint)magnitude | 1) - 3, 0);
        int code = segment == 0 ? magnitude : (segment << 4) | ((magnitude >> (segment - 1)) & 15);
        return (byte)((code | (~sign & 0x80)) ^ AlawMask);
    }

    public static short DecodeAlaw(byte code)
    {
        int plain = (code ^ AlawMask) & 0x7F;
        int segment = plain >> 4;
        int mantissa = ((plain & 15) << 4) + 8;
        int magnitude = segment == 0 ? mantissa : (mantissa + 256) << (segment - 1);
        return (short)((code & 0x80) != 0 ? magnitude : -magnitude);
    }
}
