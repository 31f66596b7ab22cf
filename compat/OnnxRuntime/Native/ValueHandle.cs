using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>A native value, and the allocator that its memory goes back to if it has one.</summary>
internal sealed unsafe class ValueHandle : SafeHandle
{
    private readonly OrtAllocator _allocator;

    public ValueHandle(nint value, OrtAllocator allocator = null)
        : base(value, ownsHandle: true)
    {
        if (allocator is not null)
        {
            bool held = false;
            allocator.DangerousAddRef(ref held);
            _allocator = allocator;
        }
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Ort.Api->ReleaseValue(handle);
        handle = 0;
        _allocator?.DangerousRelease();
        return true;
    }
}
