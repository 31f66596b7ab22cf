using System.Runtime.InteropServices;

namespace Concentus.Native;

/// <summary>Owns an <c>OpusEncoder*</c>.</summary>
internal sealed class OpusEncoderHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        LibOpus.opus_encoder_destroy(handle);
        return true;
    }
}
