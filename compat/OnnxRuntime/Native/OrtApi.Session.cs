using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime.Native;

// Sessions, runs and what a model says of itself.
internal readonly unsafe partial struct OrtApi
{
    [FieldOffset(7 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, byte*, nint, nint*, nint> CreateSession;
    [FieldOffset(8 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, byte*, nuint, nint, nint*, nint> CreateSessionFromArray;
    [FieldOffset(9 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nint, nint*, nint*, nuint, nint*, nuint, nint*, nint> Run;
    [FieldOffset(30 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nuint*, nint> SessionGetInputCount;
    [FieldOffset(31 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nuint*, nint> SessionGetOutputCount;
    [FieldOffset(32 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nuint*, nint> SessionGetOverridableInitializerCount;
    [FieldOffset(33 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint> SessionGetInputTypeInfo;
    [FieldOffset(34 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint> SessionGetOutputTypeInfo;
    [FieldOffset(35 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint> SessionGetOverridableInitializerTypeInfo;
    [FieldOffset(36 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nuint, nint, byte**, nint> SessionGetInputName;
    [FieldOffset(37 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nuint, nint, byte**, nint> SessionGetOutputName;
    [FieldOffset(38 * Slot)]
    public readonly delegate* unmanaged[Cdecl]<nint, nuint, nint, byte**, nint> SessionGetOverridableInitializerName;
    [FieldOffset(39 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint*, nint> CreateRunOptions;
    [FieldOffset(40 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, int, nint> RunOptionsSetRunLogVerbosityLevel;
    [FieldOffset(41 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, OrtLoggingLevel, nint> RunOptionsSetRunLogSeverityLevel;
    [FieldOffset(42 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, byte*, nint> RunOptionsSetRunTag;
    [FieldOffset(46 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nint> RunOptionsSetTerminate;
    [FieldOffset(47 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nint> RunOptionsUnsetTerminate;
    [FieldOffset(95 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseSession;
    [FieldOffset(97 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseRunOptions;
    [FieldOffset(110 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nint, byte**, nint> SessionEndProfiling;
    [FieldOffset(111 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nint*, nint> SessionGetModelMetadata;
    [FieldOffset(112 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nint, byte**, nint> ModelMetadataGetProducerName;
    [FieldOffset(113 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nint, byte**, nint> ModelMetadataGetGraphName;
    [FieldOffset(114 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nint, byte**, nint> ModelMetadataGetDomain;
    [FieldOffset(115 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nint, byte**, nint> ModelMetadataGetDescription;
    [FieldOffset(116 * Slot)]
    public readonly delegate* unmanaged[Cdecl]<nint, nint, byte*, byte**, nint> ModelMetadataLookupCustomMetadataMap;
    [FieldOffset(117 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, long*, nint> ModelMetadataGetVersion;
    [FieldOffset(118 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseModelMetadata;
    [FieldOffset(123 * Slot)]
    public readonly delegate* unmanaged[Cdecl]<nint, nint, byte***, long*, nint> ModelMetadataGetCustomMetadataMapKeys;
    [FieldOffset(133 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nint, nint, nint> RunWithBinding;
    [FieldOffset(146 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, ulong*, nint> SessionGetProfilingStartTimeNs;
    [FieldOffset(158 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, nint, byte**, nint> ModelMetadataGetGraphDescription;
    [FieldOffset(165 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, byte*, byte*, nint> AddRunConfigEntry;
    [FieldOffset(166 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint*, nint> CreatePrepackedWeightsContainer;
    [FieldOffset(167 * Slot)] public readonly delegate* unmanaged[Cdecl]<nint, void> ReleasePrepackedWeightsContainer;
    [FieldOffset(168 * Slot)]
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, nint, nint, nint*, nint> CreateSessionWithPrepackedWeightsContainer;
    [FieldOffset(169 * Slot)]
    public readonly delegate* unmanaged[Cdecl]<
        nint, byte*, nuint, nint, nint, nint*, nint> CreateSessionFromArrayWithPrepackedWeightsContainer;
}
