using System.Runtime.InteropServices;

namespace StreamServer.Inference.Audio.Native;

/// <summary>Owns a <c>FLAC__StreamDecoder*</c>.</summary>
internal sealed class FlacDecoderHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        LibFlac.FLAC__stream_decoder_delete(handle);
        return true;
    }
}
