using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Memory from <see cref="OrtAllocator.Allocate"/>; Dispose gives it back.</summary>
public unsafe class OrtMemoryAllocation : SafeHandle
{
    private readonly OrtAllocator _allocator;

    internal OrtMemoryAllocation(OrtAllocator allocator, nint memory, uint size)
        : base(memory, ownsHandle: true)
    {
        // The allocator must live until the memory is back, also when both are finalized in one go.
        bool held = false;
        allocator.DangerousAddRef(ref held);
        _allocator = allocator;
        Size = size;
    }

    /// <summary>Bytes.</summary>
    public uint Size { get; private set; }

    public OrtMemoryInfo Info => _allocator.Info;

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        nint status = Ort.Api->AllocatorFree(_allocator.DangerousGetHandle(), handle);
        if (status != 0)
        {
            Ort.Api->ReleaseStatus(status);
        }

        handle = 0;
        _allocator.DangerousRelease();
        return status == 0;
    }
}
