using System.Runtime.InteropServices;

namespace StreamServer.Benchmarks.Llama;

/// <summary>The functions of llama.h that a decode loop needs. Layouts are those of <see cref="LlamaPackage.Release"/>.</summary>
internal sealed unsafe class LlamaLibrary
{
    private readonly nint _llama;

    public LlamaLibrary(string folder)
    {
        nint ggml = NativeLibrary.Load(Path.Combine(folder, $"libggml.{LlamaPackage.Release}.so"));
        _llama = NativeLibrary.Load(Path.Combine(folder, $"libllama.{LlamaPackage.Release}.so"));

        // Its own lines would stand between ours.
        ((delegate* unmanaged[Cdecl]<delegate* unmanaged[Cdecl]<int, byte*, void*, void>, void*, void>)NativeLibrary.GetExport(
            _llama, "llama_log_set"))(&Ignore, null);
        nint path = Marshal.StringToCoTaskMemUTF8(folder);
        ((delegate* unmanaged[Cdecl]<nint, void>)NativeLibrary.GetExport(ggml, "ggml_backend_load_all_from_path"))(path);
        Marshal.FreeCoTaskMem(path);
        ((delegate* unmanaged[Cdecl]<void>)Export("llama_backend_init"))();
        ModelDefaults = (delegate* unmanaged[Cdecl]<ModelParameters>)Export("llama_model_default_params");
        ContextDefaults = (delegate* unmanaged[Cdecl]<ContextParameters>)Export("llama_context_default_params");
        LoadModel = (delegate* unmanaged[Cdecl]<nint, ModelParameters, nint>)Export("llama_model_load_from_file");
        FreeModel = (delegate* unmanaged[Cdecl]<nint, void>)Export("llama_model_free");
        NewContext = (delegate* unmanaged[Cdecl]<nint, ContextParameters, nint>)Export("llama_init_from_model");
        FreeContext = (delegate* unmanaged[Cdecl]<nint, void>)Export("llama_free");
        SetThreads = (delegate* unmanaged[Cdecl]<nint, int, int, void>)Export("llama_set_n_threads");
        Sequences = (delegate* unmanaged[Cdecl]<nint, uint>)Export("llama_n_seq_max");
        Memory = (delegate* unmanaged[Cdecl]<nint, nint>)Export("llama_get_memory");
        ClearMemory = (delegate* unmanaged[Cdecl]<nint, byte, void>)Export("llama_memory_clear");
        Decode = (delegate* unmanaged[Cdecl]<nint, Batch, int>)Export("llama_decode");
        Logits = (delegate* unmanaged[Cdecl]<nint, int, float*>)Export("llama_get_logits_ith");
    }

    public delegate* unmanaged[Cdecl]<ModelParameters> ModelDefaults { get; }

    public delegate* unmanaged[Cdecl]<ContextParameters> ContextDefaults { get; }

    public delegate* unmanaged[Cdecl]<nint, ModelParameters, nint> LoadModel { get; }

    public delegate* unmanaged[Cdecl]<nint, void> FreeModel { get; }

    public delegate* unmanaged[Cdecl]<nint, ContextParameters, nint> NewContext { get; }

    public delegate* unmanaged[Cdecl]<nint, void> FreeContext { get; }

    public delegate* unmanaged[Cdecl]<nint, int, int, void> SetThreads { get; }

    public delegate* unmanaged[Cdecl]<nint, uint> Sequences { get; }

    public delegate* unmanaged[Cdecl]<nint, nint> Memory { get; }

    public delegate* unmanaged[Cdecl]<nint, byte, void> ClearMemory { get; }

    public delegate* unmanaged[Cdecl]<nint, Batch, int> Decode { get; }

    public delegate* unmanaged[Cdecl]<nint, int, float*> Logits { get; }

    private nint Export(string name) => NativeLibrary.GetExport(_llama, name);

    [UnmanagedCallersOnly(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static void Ignore(int level, byte* text, void* data)
    {
    }

    /// <summary>Passed on as the library fills it in. Larger than it is: the callee reads what it knows.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 256)]
    internal struct ModelParameters;

    /// <summary>Larger than it is, likewise; only the first members are set here.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 512)]
    internal struct ContextParameters
    {
        public uint Context;
        public uint Batch;
        public uint MicroBatch;
        public uint Sequences;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct Batch
    {
        public int Count;
        public int* Tokens;
        public float* Embeddings;
        public int* Positions;
        public int* SequenceCounts;
        public int** SequenceIds;
        public byte* WantsLogits;
    }
}
