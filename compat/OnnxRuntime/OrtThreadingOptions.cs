using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>The thread pools that all sessions of the environment share.</summary>
public unsafe class OrtThreadingOptions : SafeHandle
{
    public OrtThreadingOptions()
        : base(0, ownsHandle: true)
    {
        nint options;
        Ort.Check(Ort.Api->CreateThreadingOptions(&options));
        SetHandle(options);
    }

    /// <summary>Threads that run independent nodes; 0 lets ONNX Runtime choose.</summary>
    public int GlobalInterOpNumThreads
    {
        set
        {
            using var self = new HandleLease(this);
            Ort.Check(Ort.Api->SetGlobalInterOpNumThreads(self.Pointer, value));
        }
    }

    /// <summary>Threads that share the work of one node, the caller included; 0 lets ONNX Runtime choose.</summary>
    public int GlobalIntraOpNumThreads
    {
        set
        {
            using var self = new HandleLease(this);
            Ort.Check(Ort.Api->SetGlobalIntraOpNumThreads(self.Pointer, value));
        }
    }

    /// <summary>Whether idle threads spin before they sleep.</summary>
    public bool GlobalSpinControl
    {
        set
        {
            using var self = new HandleLease(this);
            Ort.Check(Ort.Api->SetGlobalSpinControl(self.Pointer, value ? 1 : 0));
        }
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>Makes the pools' threads treat denormal numbers as zero.</summary>
    public void SetGlobalDenormalAsZero()
    {
        using var self = new HandleLease(this);
        Ort.Check(Ort.Api->SetGlobalDenormalAsZero(self.Pointer));
    }

    protected override bool ReleaseHandle()
    {
        Ort.Api->ReleaseThreadingOptions(handle);
        handle = 0;
        return true;
    }
}
