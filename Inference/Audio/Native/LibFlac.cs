using System.Runtime.InteropServices;

namespace StreamServer.Inference.Audio.Native;

/// <summary>The encoder functions of libFLAC 1.3 and later (stream_encoder.h); <c>LibFlac.Decoder.cs</c> has the decoder.</summary>
internal static unsafe partial class LibFlac
{
    public const int WriteOk = 0; // FLAC__STREAM_ENCODER_WRITE_STATUS_OK
    public const int WriteFailed = 1; // FLAC__STREAM_ENCODER_WRITE_STATUS_FATAL_ERROR

    public static FlacEncoderHandle CreateEncoder() => CodecLibraries.Create(CodecLibraries.Flac, FLAC__stream_encoder_new);

    [LibraryImport(CodecLibraries.Flac)]
    public static partial int FLAC__stream_encoder_set_channels(FlacEncoderHandle encoder, uint channels);

    [LibraryImport(CodecLibraries.Flac)]
    public static partial int FLAC__stream_encoder_set_bits_per_sample(FlacEncoderHandle encoder, uint bits);

    [LibraryImport(CodecLibraries.Flac)]
    public static partial int FLAC__stream_encoder_set_sample_rate(FlacEncoderHandle encoder, uint rate);

    [LibraryImport(CodecLibraries.Flac)]
    public static partial int FLAC__stream_encoder_set_compression_level(FlacEncoderHandle encoder, uint level);

    [LibraryImport(CodecLibraries.Flac)]
    public static partial int FLAC__stream_encoder_set_blocksize(FlacEncoderHandle encoder, uint samples);

    [LibraryImport(CodecLibraries.Flac)]
    public static partial int FLAC__stream_encoder_set_total_samples_estimate(FlacEncoderHandle encoder, ulong samples);

    [LibraryImport(CodecLibraries.Flac)]
    public static partial int FLAC__stream_encoder_init_stream(
        FlacEncoderHandle encoder,
        delegate* unmanaged[Cdecl]<nint, byte*, nuint, uint, uint, nint, int> write,
        nint seek,
        nint tell,
        nint metadata,
        nint client);

    [LibraryImport(CodecLibraries.Flac)]
    public static partial int FLAC__stream_encoder_process_interleaved(FlacEncoderHandle encoder, ReadOnlySpan<int> samples, uint count);

    [LibraryImport(CodecLibraries.Flac)]
    public static partial int FLAC__stream_encoder_finish(FlacEncoderHandle encoder);

    [LibraryImport(CodecLibraries.Flac)]
    public static partial int FLAC__stream_encoder_get_state(FlacEncoderHandle encoder);

    [LibraryImport(CodecLibraries.Flac)]
    public static partial void FLAC__stream_encoder_delete(nint encoder);

    [LibraryImport(CodecLibraries.Flac)]
    private static partial FlacEncoderHandle FLAC__stream_encoder_new();
}
