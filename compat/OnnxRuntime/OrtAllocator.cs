using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Allocates memory of the CPU or of a session's device.</summary>
public unsafe class OrtAllocator : SafeHandle
{
    private static readonly Lazy<OrtAllocator> Default = new(GetDefault);

    private readonly bool _owned;

    /// <summary>The session's allocator for this kind of memory.</summary>
    /// <exception cref="OnnxRuntimeException">The session has no such memory.</exception>
    public OrtAllocator(InferenceSession session, OrtMemoryInfo memInfo)
        : base(0, ownsHandle: true)
    {
        using var sessionLease = new HandleLease(session.Handle);
        using var memory = new HandleLease(memInfo);
        nint allocator;
        Ort.Check(Ort.Api->CreateAllocator(sessionLease.Pointer, memory.Pointer, &allocator));
        SetHandle(allocator);
        _owned = true;
    }

    private OrtAllocator(nint allocator)
        : base(allocator, ownsHandle: true)
    {
    }

    /// <summary>CPU memory.</summary>
    public static OrtAllocator DefaultInstance => Default.Value;

    public override bool IsInvalid => handle == 0;

    public OrtMemoryInfo Info
    {
        get
        {
            using var self = new HandleLease(this);
            nint info;
            Ort.Check(Ort.Api->AllocatorGetInfo(self.Pointer, &info));
            return new OrtMemoryInfo(info, owner: this);
        }
    }

    /// <param name="size">Bytes.</param>
    public OrtMemoryAllocation Allocate(uint size)
    {
        using var self = new HandleLease(this);
        nint memory;
        Ort.Check(Ort.Api->AllocatorAlloc(self.Pointer, size, &memory));
        return new OrtMemoryAllocation(this, memory, size);
    }

    /// <summary>Gives memory back to the allocator that it came from; null is ignored.</summary>
    internal static void FreeMemory(nint allocator, nint memory)
    {
        if (memory != 0)
        {
            Ort.Check(Ort.Api->AllocatorFree(allocator, memory));
        }
    }

    protected override bool ReleaseHandle()
    {
        if (_owned)
        {
            Ort.Api->ReleaseAllocator(handle);
        }

        handle = 0;
        return true;
    }

    private static OrtAllocator GetDefault()
    {
        nint allocator;
        Ort.Check(Ort.Api->GetAllocatorWithDefaultOptions(&allocator));
        return new OrtAllocator(allocator);
    }
}
