using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>
/// ONNX Runtime's table of C functions, of which only the used ones are named here. The factor before <see cref="Slot"/> is the
/// ordinal in <c>struct OrtApi</c> (<c>onnxruntime_c_api.h</c>), to which functions are only ever appended. Functions return null or
/// a status for <see cref="Ort.Check"/>, except the Release functions and those of the status itself.
/// </summary>
[StructLayout(LayoutKind.Explicit)]
internal readonly unsafe partial struct OrtApi
{
    private const int Slot = 8;

    [FieldOffset(1 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, ErrorCode> GetErrorCode;
    [FieldOffset(2 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, byte*> GetErrorMessage;
    [FieldOffset(3 * Slot)] public readonly delegate* unmanaged[Cdecl]<OrtLoggingLevel, byte*, nint*, nint> CreateEnv;
    [FieldOffset(4 * Slot)]
    public readonly delegate* unmanaged[Cdecl]<nint, nint, OrtLoggingLevel, byte*, nint*, nint> CreateEnvWithCustomLogger;
    [FieldOffset(5 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nint> EnableTelemetryEvents;
    [FieldOffset(6 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nint> DisableTelemetryEvents;
    [FieldOffset(92 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseEnv;
    [FieldOffset(93 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseStatus;
    [FieldOffset(119 * Slot)]
    public readonly delegate* unmanaged[Cdecl]<OrtLoggingLevel, byte*, nint, nint*, nint> CreateEnvWithGlobalThreadPools;
    [FieldOffset(121 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint*, nint> CreateThreadingOptions;
    [FieldOffset(122 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseThreadingOptions;
    [FieldOffset(125 * Slot)] public readonly delegate* unmanaged[Cdecl]<byte***, int*, nint> GetAvailableProviders;
    [FieldOffset(126 * Slot)] public readonly delegate* unmanaged[Cdecl]<byte**, int, nint> ReleaseAvailableProviders;
    [FieldOffset(144 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nint, nint, nint> CreateAndRegisterAllocator;
    [FieldOffset(145 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, int, nint> SetLanguageProjection;
    [FieldOffset(147 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, int, nint> SetGlobalIntraOpNumThreads;
    [FieldOffset(148 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, int, nint> SetGlobalInterOpNumThreads;
    [FieldOffset(149 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, int, nint> SetGlobalSpinControl;
    [FieldOffset(151 * Slot)]
    public readonly delegate* unmanaged[Cdecl]<
        nint, nint, OrtLoggingLevel, byte*, nint, nint*, nint> CreateEnvWithCustomLoggerAndGlobalThreadPools;
    [FieldOffset(155 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nint> SetGlobalDenormalAsZero;
    [FieldOffset(226 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, OrtLoggingLevel, nint> UpdateEnvWithCustomLogLevel;
    [FieldOffset(386 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nint*, nint*, nint, nuint, nint> CopyTensors;
}
