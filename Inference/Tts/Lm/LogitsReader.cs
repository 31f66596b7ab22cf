using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace StreamServer.Inference.Tts.Lm;

/// <summary>Scores in the precision of the model, as float32.</summary>
internal static class LogitsReader
{
    /// <summary>The scores after the last position of a run with one row.</summary>
    /// <param name="logits">[1, positions, width] in processor memory.</param>
    /// <param name="scores">[width]</param>
    public static void ReadLast(OrtValue logits, Span<float> scores)
    {
        switch (logits.GetTensorTypeAndShape().ElementDataType)
        {
            case TensorElementType.Float16:
                Widen(logits.GetTensorDataAsSpan<Float16>()[^scores.Length..], scores);
                break;

            case TensorElementType.BFloat16:
                Widen(logits.GetTensorDataAsSpan<BFloat16>()[^scores.Length..], scores);
                break;

            default:
                logits.GetTensorDataAsSpan<float>()[^scores.Length..].CopyTo(scores);
                break;
        }
    }

    // Float16 is a struct around the 16 bits, as Half is.
    public static void Widen(ReadOnlySpan<Float16> values, Span<float> result) =>
        TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<Float16, Half>(values), result);

    // The upper half of a float32.
    public static void Widen(ReadOnlySpan<BFloat16> values, Span<float> result)
    {
        ReadOnlySpan<ushort> bits = MemoryMarshal.Cast<BFloat16, ushort>(values);
        for (int i = 0; i < bits.Length; i++)
        {
            result[i] = BitConverter.UInt32BitsToSingle((uint)bits[i] << 16);
        }
    }
}
