using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Options of the CUDA execution provider.</summary>
public unsafe class OrtCUDAProviderOptions : SafeHandle
{
    public OrtCUDAProviderOptions()
        : base(0, ownsHandle: true)
    {
        nint options;
        Ort.Check(Ort.Api->CreateCudaProviderOptions(&options));
        SetHandle(options);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>All options as <c>key=value;key=value</c>.</summary>
    public string GetOptions()
    {
        using var self = new HandleLease(this);
        using var allocator = new HandleLease(OrtAllocator.DefaultInstance);
        byte* text;
        Ort.Check(Ort.Api->GetCudaProviderOptionsAsString(self.Pointer, allocator.Pointer, &text));
        return NativeText.Take(text, allocator.Pointer);
    }

    public void UpdateOptions(Dictionary<string, string> providerOptions)
    {
        using var self = new HandleLease(this);
        using var pairs = new Utf8Pairs(providerOptions);
        fixed (nint* keys = pairs.Keys, values = pairs.Values)
        {
            Ort.Check(Ort.Api->UpdateCudaProviderOptions(self.Pointer, keys, values, (nuint)pairs.Count));
        }
    }

    protected override bool ReleaseHandle()
    {
        Ort.Api->ReleaseCudaProviderOptions(handle);
        handle = 0;
        return true;
    }
}
