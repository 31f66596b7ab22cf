using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>What <c>OrtGetApiBase</c> returns; its layout is frozen.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct OrtApiBase
{
    public readonly delegate* unmanaged[Cdecl]<uint, OrtApi*> GetApi;
    public readonly delegate* unmanaged[Cdecl]<byte*> GetVersionString;
}
