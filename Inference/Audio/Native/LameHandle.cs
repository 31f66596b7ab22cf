using System.Runtime.InteropServices;

namespace StreamServer.Inference.Audio.Native;

/// <summary>Owns a <c>lame_global_flags*</c>.</summary>
internal sealed class LameHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        LibLame.lame_close(handle);
        return true;
    }
}
