using System.Runtime.InteropServices;

namespace StreamServer.Inference.Audio.Native;

/// <summary>The functions of libmp3lame 3.x (lame.h).</summary>
internal static partial class LibLame
{
    public const int ModeJointStereo = 1; // MPEG_mode JOINT_STEREO
    public const int ModeMono = 3; // MPEG_mode MONO
    public const int VbrOff = 0; // vbr_mode vbr_off

    public static LameHandle Create() => CodecLibraries.Create(CodecLibraries.Lame, lame_init);

    [LibraryImport(CodecLibraries.Lame)]
    public static partial int lame_set_in_samplerate(LameHandle lame, int rate);

    [LibraryImport(CodecLibraries.Lame)]
    public static partial int lame_set_out_samplerate(LameHandle lame, int rate);

    [LibraryImport(CodecLibraries.Lame)]
    public static partial int lame_set_num_channels(LameHandle lame, int channels);

    [LibraryImport(CodecLibraries.Lame)]
    public static partial int lame_set_mode(LameHandle lame, int mode);

    [LibraryImport(CodecLibraries.Lame)]
    public static partial int lame_set_VBR(LameHandle lame, int mode);

    [LibraryImport(CodecLibraries.Lame)]
    public static partial int lame_set_brate(LameHandle lame, int kilobits);

    [LibraryImport(CodecLibraries.Lame)]
    public static partial int lame_set_quality(LameHandle lame, int quality);

    [LibraryImport(CodecLibraries.Lame)]
    public static partial int lame_set_bWriteVbrTag(LameHandle lame, int write);

    [LibraryImport(CodecLibraries.Lame)]
    public static partial int lame_set_write_id3tag_automatic(LameHandle lame, int write);

    [LibraryImport(CodecLibraries.Lame)]
    public static partial int lame_init_params(LameHandle lame);

    [LibraryImport(CodecLibraries.Lame)]
    public static partial int lame_get_encoder_delay(LameHandle lame);

    [LibraryImport(CodecLibraries.Lame)]
    public static partial int lame_encode_buffer_ieee_float(
        LameHandle lame, ReadOnlySpan<float> left, ReadOnlySpan<float> right, int samples, Span<byte> output, int outputBytes);

    [LibraryImport(CodecLibraries.Lame)]
    public static partial int lame_encode_flush(LameHandle lame, Span<byte> output, int outputBytes);

    [LibraryImport(CodecLibraries.Lame)]
    public static partial int lame_close(nint lame);

    [LibraryImport(CodecLibraries.Lame)]
    private static partial LameHandle lame_init();
}
