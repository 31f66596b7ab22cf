using System.Text.RegularExpressions;

namespace StreamServer.Inference.Runtime;

/// <summary>
/// Errors of a GPU after which nothing of this process works on it any more: CUDA calls them sticky. ONNX Runtime hands them on as text,
/// <c>CUDA failure 700: an illegal memory access was encountered ; GPU=0 ; …</c> (onnxruntime/core/providers/cuda/cuda_call.cc). Memory
/// that has run out is none of them.
/// </summary>
internal static partial class GpuFaults
{
    /// <summary>
    /// Of enum cudaError in CUDA 13's driver_types.h: those of whose description it says that the context is in an inconsistent state and
    /// that the process must be terminated and relaunched, and those of a device that is lost.
    /// </summary>
    private static readonly HashSet<int> Codes =
    [
        46, // devices unavailable
        100, // no device
        214, // uncorrectable ECC error
        220, // uncorrectable NVLink error
        700, // illegal address
        702, // launch timed out
        709, // context is destroyed
        710, // device-side assert
        714, // hardware stack error
        715, // illegal instruction
        716, // misaligned address
        717, // invalid address space
        718, // invalid program counter
        719, // launch failure
        999, // unknown
    ];

    public static bool IsUnrecoverable(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is AggregateException several && several.InnerExceptions.Any(IsUnrecoverable)
                || Failure().Matches(exception.Message).Any(match => Codes.Contains(int.Parse(match.Groups[1].ValueSpan)))
                || Description().IsMatch(exception.Message))
            {
                return true;
            }
        }

        return false;
    }

    [GeneratedRegex(@"\bCUDA (?:failure|error) (\d{1,4})\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Failure();

    /// <summary>Where the number is not told, as from a library above CUDA.</summary>
    [GeneratedRegex(
        @"\bcuda\w*\b.*(?:illegal memory access was encountered|device-side assert triggered|unspecified launch failure"
        + @"|uncorrectable ECC error encountered|misaligned address|illegal instruction was encountered|context is destroyed)"
        + @"|GPU has fallen off the bus",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Description();
}
