using System.Runtime.Intrinsics.X86;

namespace StreamServer.Models.Conversion;

/// <summary>What this machine's processor multiplies small integers with (Intel SDM volume 2, CPUID leaf 7).</summary>
internal static class Processor
{
    private const int Features = 7;
    private const int Avx512VnniBit = 11; // leaf 7.0, ECX
    private const int AvxVnniBit = 4; // leaf 7.1, EAX

    /// <summary>
    /// Products of bytes are summed in 32 bits. Without it they are summed in 16 first, which saturates where both are large: 8-bit weights
    /// by the row are wrong there.
    /// </summary>
    public static bool HasVnni { get; } = X86Base.IsSupported && X86Base.CpuId(0, 0).Eax >= Features && (
        IsSet(X86Base.CpuId(Features, 0).Ecx, Avx512VnniBit)
        || (X86Base.CpuId(Features, 0).Eax >= 1 && IsSet(X86Base.CpuId(Features, 1).Eax, AvxVnniBit)));

    private static bool IsSet(int register, int bit) => (register & (1 << bit)) != 0;
}
