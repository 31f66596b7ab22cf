using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>How an arena grows.</summary>
public unsafe class OrtArenaCfg : SafeHandle
{
    /// <param name="maxMemory">Bytes; 0 is no limit.</param>
    /// <param name="arenaExtendStrategy">0 doubles, 1 extends by what was asked for, -1 is the default.</param>
    /// <param name="initialChunkSizeBytes">-1 is the default.</param>
    /// <param name="maxDeadBytesPerChunk">-1 is the default.</param>
    public OrtArenaCfg(uint maxMemory, int arenaExtendStrategy, int initialChunkSizeBytes, int maxDeadBytesPerChunk)
        : base(0, ownsHandle: true)
    {
        nint arena;
        Ort.Check(Ort.Api->CreateArenaCfg(maxMemory, arenaExtendStrategy, initialChunkSizeBytes, maxDeadBytesPerChunk, &arena));
        SetHandle(arena);
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Ort.Api->ReleaseArenaCfg(handle);
        handle = 0;
        return true;
    }
}
