using System.Runtime.InteropServices;
using Concentus.Enums;

namespace Concentus.Native;

/// <summary>The functions of libopus 1.x (opus.h) and the requests of its control function (opus_defines.h).</summary>
internal static partial class LibOpus
{
    public const int SetApplication = 4000;
    public const int GetApplication = 4001;
    public const int SetBitrate = 4002;
    public const int GetBitrate = 4003;
    public const int SetVbr = 4006;
    public const int GetVbr = 4007;
    public const int SetComplexity = 4010;
    public const int GetComplexity = 4011;
    public const int SetInbandFec = 4012;
    public const int GetInbandFec = 4013;
    public const int SetPacketLoss = 4014;
    public const int GetPacketLoss = 4015;
    public const int SetDtx = 4016;
    public const int GetDtx = 4017;
    public const int SetVbrConstraint = 4020;
    public const int GetVbrConstraint = 4021;
    public const int SetSignal = 4024;
    public const int GetSignal = 4025;
    public const int GetLookahead = 4027;
    public const int ResetState = 4028;
    public const int GetFinalRange = 4031;
    public const int SetGain = 4034;
    public const int GetGain = 4045;
    public const int GetLastPacketDuration = 4039;

    private const string Library = "libopus.so.0";

    public static string Version => Marshal.PtrToStringUTF8(opus_get_version_string()) ?? string.Empty;

    /// <summary>Passes a result on, or throws what the code says.</summary>
    public static int Check(int result, string what)
    {
        if (result >= 0)
        {
            return result;
        }

        string reason = Marshal.PtrToStringUTF8(opus_strerror(result)) ?? "unknown error";
        throw new OpusException($"{what}: {reason}", result);
    }

    public static OpusEncoderHandle CreateEncoder(int sampleRate, int channels, OpusApplication application)
    {
        OpusEncoderHandle handle = opus_encoder_create(sampleRate, channels, (int)application, out int error);
        Check(error, "The encoder cannot be created");
        return handle;
    }

    public static OpusDecoderHandle CreateDecoder(int sampleRate, int channels)
    {
        OpusDecoderHandle handle = opus_decoder_create(sampleRate, channels, out int error);
        Check(error, "The decoder cannot be created");
        return handle;
    }

    [LibraryImport(Library)]
    public static partial int opus_encode(OpusEncoderHandle encoder, ReadOnlySpan<short> pcm, int frameSize, Span<byte> data, int maxBytes);

    [LibraryImport(Library)]
    public static partial int opus_encode_float(OpusEncoderHandle encoder, ReadOnlySpan<float> pcm, int frameSize, Span<byte> data, int maxBytes);

    // The C function is variadic. On the System V and AArch64 Linux conventions an int or a pointer travels the same way.
    [LibraryImport(Library, EntryPoint = "opus_encoder_ctl")]
    public static partial int opus_encoder_set(OpusEncoderHandle encoder, int request, int value);

    [LibraryImport(Library, EntryPoint = "opus_encoder_ctl")]
    public static partial int opus_encoder_get(OpusEncoderHandle encoder, int request, out int value);

    [LibraryImport(Library)]
    public static partial void opus_encoder_destroy(nint encoder);

    /// <summary>An empty span arrives as a null pointer, which means a lost packet.</summary>
    [LibraryImport(Library)]
    public static partial int opus_decode(
        OpusDecoderHandle decoder, ReadOnlySpan<byte> data, int bytes, Span<short> pcm, int frameSize, int decodeFec);

    /// <inheritdoc cref="opus_decode"/>
    [LibraryImport(Library)]
    public static partial int opus_decode_float(
        OpusDecoderHandle decoder, ReadOnlySpan<byte> data, int bytes, Span<float> pcm, int frameSize, int decodeFec);

    [LibraryImport(Library, EntryPoint = "opus_decoder_ctl")]
    public static partial int opus_decoder_set(OpusDecoderHandle decoder, int request, int value);

    [LibraryImport(Library, EntryPoint = "opus_decoder_ctl")]
    public static partial int opus_decoder_get(OpusDecoderHandle decoder, int request, out int value);

    [LibraryImport(Library)]
    public static partial void opus_decoder_destroy(nint decoder);

    [LibraryImport(Library)]
    private static partial OpusEncoderHandle opus_encoder_create(int sampleRate, int channels, int application, out int error);

    [LibraryImport(Library)]
    private static partial OpusDecoderHandle opus_decoder_create(int sampleRate, int channels, out int error);

    [LibraryImport(Library)]
    private static partial nint opus_get_version_string();

    [LibraryImport(Library)]
    private static partial nint opus_strerror(int error);
}
