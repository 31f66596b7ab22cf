using System.Runtime.InteropServices;

namespace NLayer.Native;

/// <summary>Owns an <c>mpg123_handle*</c>.</summary>
internal sealed class Mpg123Handle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        LibMpg123.mpg123_delete(handle);
        return true;
    }
}
