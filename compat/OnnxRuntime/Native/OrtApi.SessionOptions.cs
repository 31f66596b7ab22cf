using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime.Native;

// Session options and execution providers.
internal readonly unsafe partial struct OrtApi
{
    [FieldOffset(10 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint*, nint> CreateSessionOptions;
    [FieldOffset(11 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, byte*, nint> SetOptimizedModelFilePath;
    [FieldOffset(13 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, ExecutionMode, nint> SetSessionExecutionMode;
    [FieldOffset(14 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, byte*, nint> EnableProfiling;
    [FieldOffset(15 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nint> DisableProfiling;
    [FieldOffset(16 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nint> EnableMemPattern;
    [FieldOffset(17 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nint> DisableMemPattern;
    [FieldOffset(18 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nint> EnableCpuMemArena;
    [FieldOffset(19 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nint> DisableCpuMemArena;
    [FieldOffset(20 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, byte*, nint> SetSessionLogId;
    [FieldOffset(21 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, int, nint> SetSessionLogVerbosityLevel;
    [FieldOffset(22 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, OrtLoggingLevel, nint> SetSessionLogSeverityLevel;
    [FieldOffset(23 * Slot)]
    public readonly delegate* unmanaged[Cdecl]<nint, GraphOptimizationLevel, nint> SetSessionGraphOptimizationLevel;
    [FieldOffset(24 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, int, nint> SetIntraOpNumThreads;
    [FieldOffset(25 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, int, nint> SetInterOpNumThreads;
    [FieldOffset(79 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, byte*, long, nint> AddFreeDimensionOverride;
    [FieldOffset(100 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseSessionOptions;
    [FieldOffset(120 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nint> DisablePerSessionThreads;
    [FieldOffset(124 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, byte*, long, nint> AddFreeDimensionOverrideByName;
    [FieldOffset(130 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, byte*, byte*, nint> AddSessionConfigEntry;
    [FieldOffset(150 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, byte*, nint, nint> AddInitializer;
    [FieldOffset(204 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nint, nint> SessionOptionsAppendExecutionProviderCudaV2;
    [FieldOffset(205 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint*, nint> CreateCudaProviderOptions;
    [FieldOffset(206 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nint*, nint*, nuint, nint> UpdateCudaProviderOptions;
    [FieldOffset(207 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nint, byte**, nint> GetCudaProviderOptionsAsString;
    [FieldOffset(208 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseCudaProviderOptions;
    [FieldOffset(216 * Slot)]
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, nint*, nint*, nuint, nint> SessionOptionsAppendExecutionProvider;
}
