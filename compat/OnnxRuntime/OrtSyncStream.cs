using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>A stream of work on a device. None can be created here; it stands in signatures where null means "wait until done".</summary>
public class OrtSyncStream : SafeHandle
{
    internal OrtSyncStream()
        : base(0, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => true;
}
