using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>A loaded model. Runs may overlap on several threads.</summary>
public unsafe partial class InferenceSession : IDisposable
{
    private readonly Dictionary<string, NodeMetadata> _inputMetadata = [];
    private readonly Dictionary<string, NodeMetadata> _outputMetadata = [];
    private readonly Dictionary<string, NodeMetadata> _initializerMetadata = [];
    private readonly Dictionary<string, nint> _inputNames = [];
    private readonly Dictionary<string, nint> _outputNames = [];
    private readonly SessionHandle _session;
    private ModelMetadata _modelMetadata;
    private volatile bool _disposed;

    public InferenceSession(string modelPath)
        : this(OpenWithDefaults(options => SessionHandle.Open(modelPath, options, null)))
    {
    }

    public InferenceSession(string modelPath, PrePackedWeightsContainer prepackedWeightsContainer)
        : this(OpenWithDefaults(options => SessionHandle.Open(modelPath, options, prepackedWeightsContainer)))
    {
    }

    public InferenceSession(string modelPath, SessionOptions options)
        : this(SessionHandle.Open(modelPath, options, null))
    {
    }

    /// <exception cref="OnnxRuntimeException">The file is missing, no model, or one that cannot run here.</exception>
    public InferenceSession(string modelPath, SessionOptions options, PrePackedWeightsContainer prepackedWeightsContainer)
        : this(SessionHandle.Open(modelPath, options, prepackedWeightsContainer))
    {
    }

    public InferenceSession(byte[] model)
        : this(OpenWithDefaults(options => SessionHandle.Open(model, options, null)))
    {
    }

    public InferenceSession(byte[] model, PrePackedWeightsContainer prepackedWeightsContainer)
        : this(OpenWithDefaults(options => SessionHandle.Open(model, options, prepackedWeightsContainer)))
    {
    }

    public InferenceSession(byte[] model, SessionOptions options)
        : this(SessionHandle.Open(model, options, null))
    {
    }

    /// <exception cref="OnnxRuntimeException">The bytes are no model, or one that cannot run here.</exception>
    public InferenceSession(byte[] model, SessionOptions options, PrePackedWeightsContainer prepackedWeightsContainer)
        : this(SessionHandle.Open(model, options, prepackedWeightsContainer))
    {
    }

    private InferenceSession(SessionHandle session)
    {
        _session = session;
        try
        {
            InputNames = ReadNodes(
                Ort.Api->SessionGetInputCount,
                Ort.Api->SessionGetInputName,
                Ort.Api->SessionGetInputTypeInfo,
                _inputMetadata,
                _inputNames);
            OutputNames = ReadNodes(
                Ort.Api->SessionGetOutputCount,
                Ort.Api->SessionGetOutputName,
                Ort.Api->SessionGetOutputTypeInfo,
                _outputMetadata,
                _outputNames);
            ReadNodes(
                Ort.Api->SessionGetOverridableInitializerCount,
                Ort.Api->SessionGetOverridableInitializerName,
                Ort.Api->SessionGetOverridableInitializerTypeInfo,
                _initializerMetadata,
                _inputNames);
            ulong start;
            Ort.Check(Ort.Api->SessionGetProfilingStartTimeNs(session.DangerousGetHandle(), &start));
            ProfilingStartTimeNs = start;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public IReadOnlyDictionary<string, NodeMetadata> InputMetadata => _inputMetadata;

    /// <summary>In the model's order.</summary>
    public IReadOnlyList<string> InputNames { get; }

    public IReadOnlyDictionary<string, NodeMetadata> OutputMetadata => _outputMetadata;

    /// <summary>In the model's order.</summary>
    public IReadOnlyList<string> OutputNames { get; }

    public IReadOnlyDictionary<string, NodeMetadata> OverridableInitializerMetadata => _initializerMetadata;

    public ModelMetadata ModelMetadata => _modelMetadata ??= new ModelMetadata(Handle);

    public ulong ProfilingStartTimeNs { get; }

    /// <exception cref="ObjectDisposedException">After Dispose, also while a binding still keeps the native session.</exception>
    internal SessionHandle Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _session;
        }
    }

    /// <summary>Writes the profile and returns its file name.</summary>
    public string EndProfiling()
    {
        using var self = new HandleLease(Handle);
        using var allocator = new HandleLease(OrtAllocator.DefaultInstance);
        byte* name;
        Ort.Check(Ort.Api->SessionEndProfiling(self.Pointer, allocator.Pointer, &name));
        return NativeText.Take(name, allocator.Pointer);
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _disposed = true;
            _session.Dispose();
        }
    }

    private static SessionHandle OpenWithDefaults(Func<SessionOptions, SessionHandle> open)
    {
        using var defaults = new SessionOptions();
        return open(defaults);
    }

    private string[] ReadNodes(
        delegate* unmanaged[Cdecl]<nint, nuint*, nint> getCount,
        delegate* unmanaged[Cdecl]<nint, nuint, nint, byte**, nint> getName,
        delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint> getTypeInfo,
        Dictionary<string, NodeMetadata> metadata,
        Dictionary<string, nint> nativeNames)
    {
        using var self = new HandleLease(Handle);
        using var allocator = new HandleLease(OrtAllocator.DefaultInstance);
        nuint count;
        Ort.Check(getCount(self.Pointer, &count));
        var names = new string[(int)count];
        for (int i = 0; i < names.Length; i++)
        {
            byte* name;
            Ort.Check(getName(self.Pointer, (nuint)i, allocator.Pointer, &name));
            names[i] = NativeText.Take(name, allocator.Pointer);
            nativeNames[names[i]] = Handle.Intern(names[i]);

            nint typeInfo;
            Ort.Check(getTypeInfo(self.Pointer, (nuint)i, &typeInfo));
            try
            {
                metadata[names[i]] = new NodeMetadata(typeInfo);
            }
            finally
            {
                Ort.Api->ReleaseTypeInfo(typeInfo);
            }
        }

        return names;
    }
}
