using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime.Native;

// Memory: kinds, allocators, arenas and bindings.
internal readonly unsafe partial struct OrtApi
{
    [FieldOffset(68 * Slot)]
    public readonly delegate* unmanaged[Cdecl]<byte*, OrtAllocatorType, int, OrtMemType, nint*, nint> CreateMemoryInfo;
    [FieldOffset(69 * Slot)] public readonly delegate* unmanaged[Cdecl]<OrtAllocatorType, OrtMemType, nint*, nint> CreateCpuMemoryInfo;
    [FieldOffset(70 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nint, int*, nint> CompareMemoryInfo;
    [FieldOffset(71 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, byte**, nint> MemoryInfoGetName;
    [FieldOffset(72 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, int*, nint> MemoryInfoGetId;
    [FieldOffset(73 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, OrtMemType*, nint> MemoryInfoGetMemType;
    [FieldOffset(74 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, OrtAllocatorType*, nint> MemoryInfoGetType;
    [FieldOffset(75 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint> AllocatorAlloc;
    [FieldOffset(76 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nint, nint> AllocatorFree;
    [FieldOffset(77 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nint*, nint> AllocatorGetInfo;
    [FieldOffset(78 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint*, nint> GetAllocatorWithDefaultOptions;
    [FieldOffset(94 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseMemoryInfo;
    [FieldOffset(131 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nint, nint*, nint> CreateAllocator;
    [FieldOffset(132 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseAllocator;
    [FieldOffset(134 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nint*, nint> CreateIoBinding;
    [FieldOffset(135 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseIoBinding;
    [FieldOffset(136 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, byte*, nint, nint> BindInput;
    [FieldOffset(137 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, byte*, nint, nint> BindOutput;
    [FieldOffset(138 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, byte*, nint, nint> BindOutputToDevice;
    [FieldOffset(139 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nint, byte**, nuint**, nuint*, nint> GetBoundOutputNames;
    [FieldOffset(140 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nint, nint**, nuint*, nint> GetBoundOutputValues;
    [FieldOffset(141 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, void> ClearBoundInputs;
    [FieldOffset(142 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, void> ClearBoundOutputs;
    [FieldOffset(156 * Slot)] public readonly delegate* unmanaged[Cdecl]<nuint, int, int, int, nint*, nint> CreateArenaCfg;
    [FieldOffset(157 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseArenaCfg;
    [FieldOffset(202 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nint> SynchronizeBoundInputs;
    [FieldOffset(203 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nint> SynchronizeBoundOutputs;
}
