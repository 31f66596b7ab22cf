using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Holds weights in the layout that kernels want, for several sessions that share initializers.</summary>
public unsafe class PrePackedWeightsContainer : SafeHandle
{
    public PrePackedWeightsContainer()
        : base(0, ownsHandle: true)
    {
        nint container;
        Ort.Check(Ort.Api->CreatePrepackedWeightsContainer(&container));
        SetHandle(container);
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Ort.Api->ReleasePrepackedWeightsContainer(handle);
        handle = 0;
        return true;
    }
}
