using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Options that a session is created with; the session keeps a copy.</summary>
public unsafe partial class SessionOptions : SafeHandle
{
    private bool _enableMemoryPattern = true;
    private bool _enableCpuMemArena = true;
    private bool _enableProfiling;
    private string _optimizedModelFilePath = "";
    private string _logId = "";
    private OrtLoggingLevel _logSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING;
    private int _logVerbosityLevel;
    private int _intraOpNumThreads;
    private int _interOpNumThreads;
    private GraphOptimizationLevel _graphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL;
    private ExecutionMode _executionMode = ExecutionMode.ORT_SEQUENTIAL;

    /// <summary>Creates default options, and the environment if there is none.</summary>
    public SessionOptions()
        : base(0, ownsHandle: true)
    {
        OrtEnv.Instance();
        nint options;
        Ort.Check(Ort.Api->CreateSessionOptions(&options));
        SetHandle(options);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>Whether the memory plan of the first run is reused by later runs of the same shapes.</summary>
    public bool EnableMemoryPattern
    {
        get => _enableMemoryPattern;
        set
        {
            using var self = new HandleLease(this);
            Ort.Check(value ? Ort.Api->EnableMemPattern(self.Pointer) : Ort.Api->DisableMemPattern(self.Pointer));
            _enableMemoryPattern = value;
        }
    }

    /// <summary>Whether CPU memory comes from an arena.</summary>
    public bool EnableCpuMemArena
    {
        get => _enableCpuMemArena;
        set
        {
            using var self = new HandleLease(this);
            Ort.Check(value ? Ort.Api->EnableCpuMemArena(self.Pointer) : Ort.Api->DisableCpuMemArena(self.Pointer));
            _enableCpuMemArena = value;
        }
    }

    /// <summary>Where profiles are written; read when <see cref="EnableProfiling"/> is set.</summary>
    public string ProfileOutputPathPrefix { get; set; } = "onnxruntime_profile_";

    public bool EnableProfiling
    {
        get => _enableProfiling;
        set
        {
            using var self = new HandleLease(this);
            using var prefix = new Utf8Argument(ProfileOutputPathPrefix, stackalloc byte[Utf8Argument.StackBytes]);
            Ort.Check(value ? Ort.Api->EnableProfiling(self.Pointer, prefix.Pointer) : Ort.Api->DisableProfiling(self.Pointer));
            _enableProfiling = value;
        }
    }

    /// <summary>Where the optimized model is saved; nowhere when empty.</summary>
    public string OptimizedModelFilePath
    {
        get => _optimizedModelFilePath;
        set
        {
            using var self = new HandleLease(this);
            using var path = new Utf8Argument(value, stackalloc byte[Utf8Argument.StackBytes]);
            Ort.Check(Ort.Api->SetOptimizedModelFilePath(self.Pointer, path.Pointer));
            _optimizedModelFilePath = value;
        }
    }

    public string LogId
    {
        get => _logId;
        set
        {
            using var self = new HandleLease(this);
            using var id = new Utf8Argument(value, stackalloc byte[Utf8Argument.StackBytes]);
            Ort.Check(Ort.Api->SetSessionLogId(self.Pointer, id.Pointer));
            _logId = value;
        }
    }

    public OrtLoggingLevel LogSeverityLevel
    {
        get => _logSeverityLevel;
        set
        {
            using var self = new HandleLease(this);
            Ort.Check(Ort.Api->SetSessionLogSeverityLevel(self.Pointer, value));
            _logSeverityLevel = value;
        }
    }

    public int LogVerbosityLevel
    {
        get => _logVerbosityLevel;
        set
        {
            using var self = new HandleLease(this);
            Ort.Check(Ort.Api->SetSessionLogVerbosityLevel(self.Pointer, value));
            _logVerbosityLevel = value;
        }
    }

    /// <summary>Threads that share the work of one node, the caller included; 0 lets ONNX Runtime choose.</summary>
    public int IntraOpNumThreads
    {
        get => _intraOpNumThreads;
        set
        {
            using var self = new HandleLease(this);
            Ort.Check(Ort.Api->SetIntraOpNumThreads(self.Pointer, value));
            _intraOpNumThreads = value;
        }
    }

    /// <summary>Threads that run independent nodes in <see cref="ExecutionMode.ORT_PARALLEL"/>; 0 lets ONNX Runtime choose.</summary>
    public int InterOpNumThreads
    {
        get => _interOpNumThreads;
        set
        {
            using var self = new HandleLease(this);
            Ort.Check(Ort.Api->SetInterOpNumThreads(self.Pointer, value));
            _interOpNumThreads = value;
        }
    }

    public GraphOptimizationLevel GraphOptimizationLevel
    {
        get => _graphOptimizationLevel;
        set
        {
            using var self = new HandleLease(this);
            Ort.Check(Ort.Api->SetSessionGraphOptimizationLevel(self.Pointer, value));
            _graphOptimizationLevel = value;
        }
    }

    public ExecutionMode ExecutionMode
    {
        get => _executionMode;
        set
        {
            using var self = new HandleLease(this);
            Ort.Check(Ort.Api->SetSessionExecutionMode(self.Pointer, value));
            _executionMode = value;
        }
    }

    /// <summary>Uses this value instead of the model's initializer of that name. Value and memory must outlive the sessions.</summary>
    public void AddInitializer(string name, OrtValue ortValue)
    {
        using var self = new HandleLease(this);
        using var nameUtf8 = new Utf8Argument(name, stackalloc byte[Utf8Argument.StackBytes]);
        using var value = new HandleLease(ortValue.Handle);
        Ort.Check(Ort.Api->AddInitializer(self.Pointer, nameUtf8.Pointer, value.Pointer));
    }

    /// <summary>Sets a configuration entry; a second value for a key replaces the first.</summary>
    public void AddSessionConfigEntry(string configKey, string configValue)
    {
        using var self = new HandleLease(this);
        using var key = new Utf8Argument(configKey, stackalloc byte[Utf8Argument.StackBytes]);
        using var value = new Utf8Argument(configValue, stackalloc byte[Utf8Argument.StackBytes]);
        Ort.Check(Ort.Api->AddSessionConfigEntry(self.Pointer, key.Pointer, value.Pointer));
    }

    /// <summary>Fixes the dimensions that the model marks with this denotation.</summary>
    public void AddFreeDimensionOverride(string dimDenotation, long dimValue)
    {
        using var self = new HandleLease(this);
        using var denotation = new Utf8Argument(dimDenotation, stackalloc byte[Utf8Argument.StackBytes]);
        Ort.Check(Ort.Api->AddFreeDimensionOverride(self.Pointer, denotation.Pointer, dimValue));
    }

    /// <summary>Fixes the symbolic dimensions of this name.</summary>
    public void AddFreeDimensionOverrideByName(string dimName, long dimValue)
    {
        using var self = new HandleLease(this);
        using var name = new Utf8Argument(dimName, stackalloc byte[Utf8Argument.StackBytes]);
        Ort.Check(Ort.Api->AddFreeDimensionOverrideByName(self.Pointer, name.Pointer, dimValue));
    }

    /// <summary>Makes sessions use the environment's thread pools, which <see cref="OrtThreadingOptions"/> must have created.</summary>
    public void DisablePerSessionThreads()
    {
        using var self = new HandleLease(this);
        Ort.Check(Ort.Api->DisablePerSessionThreads(self.Pointer));
    }

    protected override bool ReleaseHandle()
    {
        Ort.Api->ReleaseSessionOptions(handle);
        handle = 0;
        return true;
    }
}
