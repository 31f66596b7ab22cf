using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

// Execution providers: the first one appended is preferred, CPU comes last by itself.
public unsafe partial class SessionOptions
{
    public static SessionOptions MakeSessionOptionWithCudaProvider(int deviceId = 0)
    {
        var options = new SessionOptions();
        try
        {
            options.AppendExecutionProvider_CUDA(deviceId);
            return options;
        }
        catch
        {
            options.Dispose();
            throw;
        }
    }

    public static SessionOptions MakeSessionOptionWithCudaProvider(OrtCUDAProviderOptions cudaProviderOptions)
    {
        var options = new SessionOptions();
        try
        {
            options.AppendExecutionProvider_CUDA(cudaProviderOptions);
            return options;
        }
        catch
        {
            options.Dispose();
            throw;
        }
    }

    /// <param name="useArena">1 for an arena, 0 for none.</param>
    public void AppendExecutionProvider_CPU(int useArena = 1) => Append("OrtSessionOptionsAppendExecutionProvider_CPU", useArena);

    /// <exception cref="OnnxRuntimeException">The CUDA provider's libraries are not there or do not load.</exception>
    public void AppendExecutionProvider_CUDA(int deviceId = 0) => Append("OrtSessionOptionsAppendExecutionProvider_CUDA", deviceId);

    /// <exception cref="OnnxRuntimeException">The CUDA provider's libraries are not there or do not load.</exception>
    public void AppendExecutionProvider_CUDA(OrtCUDAProviderOptions cudaProviderOptions)
    {
        using var self = new HandleLease(this);
        using var cuda = new HandleLease(cudaProviderOptions);
        Ort.Check(Ort.Api->SessionOptionsAppendExecutionProviderCudaV2(self.Pointer, cuda.Pointer));
    }

    /// <summary>Appends a provider by its short name, such as XNNPACK; CUDA has methods of its own.</summary>
    public void AppendExecutionProvider(string providerName, Dictionary<string, string> providerOptions = null)
    {
        using var self = new HandleLease(this);
        using var name = new Utf8Argument(providerName, stackalloc byte[Utf8Argument.StackBytes]);
        using var pairs = new Utf8Pairs(providerOptions);
        fixed (nint* keys = pairs.Keys, values = pairs.Values)
        {
            Ort.Check(Ort.Api->SessionOptionsAppendExecutionProvider(self.Pointer, name.Pointer, keys, values, (nuint)pairs.Count));
        }
    }

    private void Append(string export, int argument)
    {
        using var self = new HandleLease(this);
        Ort.Check(((delegate* unmanaged[Cdecl]<nint, int, nint>)Ort.Export(export))(self.Pointer, argument));
    }
}
