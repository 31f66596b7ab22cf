using System.Runtime.InteropServices;

namespace StreamServer.Inference.Audio.Native;

/// <summary>The decoder functions of libFLAC 1.3 and later (stream_decoder.h).</summary>
internal static unsafe partial class LibFlac
{
    public const int ReadContinue = 0; // FLAC__STREAM_DECODER_READ_STATUS_CONTINUE
    public const int ReadEnd = 1; // FLAC__STREAM_DECODER_READ_STATUS_END_OF_STREAM
    public const int ReadAbort = 2; // FLAC__STREAM_DECODER_READ_STATUS_ABORT
    public const int WriteContinue = 0; // FLAC__STREAM_DECODER_WRITE_STATUS_CONTINUE
    public const int StateEnd = 4; // FLAC__STREAM_DECODER_END_OF_STREAM
    public const int LostSync = 0; // FLAC__STREAM_DECODER_ERROR_STATUS_LOST_SYNC

    public static FlacDecoderHandle CreateDecoder() => CodecLibraries.Create(CodecLibraries.Flac, FLAC__stream_decoder_new);

    [LibraryImport(CodecLibraries.Flac)]
    public static partial int FLAC__stream_decoder_init_stream(
        FlacDecoderHandle decoder,
        delegate* unmanaged[Cdecl]<nint, byte*, nuint*, nint, int> read,
        nint seek,
        nint tell,
        nint length,
        nint eof,
        delegate* unmanaged[Cdecl]<nint, FlacFrameHeader*, int**, nint, int> write,
        nint metadata,
        delegate* unmanaged[Cdecl]<nint, int, nint, void> error,
        nint client);

    [LibraryImport(CodecLibraries.Flac)]
    public static partial int FLAC__stream_decoder_process_single(FlacDecoderHandle decoder);

    [LibraryImport(CodecLibraries.Flac)]
    public static partial int FLAC__stream_decoder_get_state(FlacDecoderHandle decoder);

    [LibraryImport(CodecLibraries.Flac)]
    public static partial ulong FLAC__stream_decoder_get_total_samples(FlacDecoderHandle decoder);

    [LibraryImport(CodecLibraries.Flac)]
    public static partial void FLAC__stream_decoder_delete(nint decoder);

    [LibraryImport(CodecLibraries.Flac)]
    private static partial FlacDecoderHandle FLAC__stream_decoder_new();
}
