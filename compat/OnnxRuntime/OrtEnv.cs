using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>The environment of the process: logging and global thread pools. There is one; the first use creates it.</summary>
public sealed unsafe class OrtEnv : SafeHandle
{
    private const int ProjectionCSharp = 2;
    private const string DefaultLogId = "CSharpOnnxRuntime";

    private static readonly Lock Creating = new();
    private static volatile OrtEnv _instance;
    private static DOrtLoggingFunction _loggingFunction;

    private OrtLoggingLevel _logLevel;

    private OrtEnv(nint env, OrtLoggingLevel logLevel)
        : base(env, ownsHandle: true) => _logLevel = logLevel;

    /// <summary>Has no effect here: the library is loaded without a resolver.</summary>
    public static bool DisableDllImportResolver { get; set; }

    public static bool IsCreated => _instance is { IsClosed: false };

    public override bool IsInvalid => handle == 0;

    public OrtLoggingLevel EnvLogLevel
    {
        get => _logLevel;
        set
        {
            using var self = new HandleLease(this);
            Ort.Check(Ort.Api->UpdateEnvWithCustomLogLevel(self.Pointer, value));
            _logLevel = value;
        }
    }

    /// <summary>The environment, created with defaults if it does not exist.</summary>
    public static OrtEnv Instance()
    {
        if (_instance is { IsClosed: false } existing)
        {
            return existing;
        }

        lock (Creating)
        {
            return IsCreated ? _instance : _instance = Create(default);
        }
    }

    /// <summary>Creates the environment. Must come before everything that needs one.</summary>
    /// <exception cref="OnnxRuntimeException">The environment exists, so that the options could have no effect.</exception>
    public static OrtEnv CreateInstanceWithOptions(ref EnvironmentCreationOptions options)
    {
        lock (Creating)
        {
            if (IsCreated)
            {
                throw new OnnxRuntimeException(
                    ErrorCode.RuntimeException, "OrtEnv singleton instance already exists, supplied options would not have effect");
            }

            return _instance = Create(options);
        }
    }

    public void EnableTelemetryEvents()
    {
        using var self = new HandleLease(this);
        Ort.Check(Ort.Api->EnableTelemetryEvents(self.Pointer));
    }

    public void DisableTelemetryEvents()
    {
        using var self = new HandleLease(this);
        Ort.Check(Ort.Api->DisableTelemetryEvents(self.Pointer));
    }

    /// <summary>Registers an arena that sessions share when their options have <c>session.use_env_allocators</c>.</summary>
    public void CreateAndRegisterAllocator(OrtMemoryInfo memInfo, OrtArenaCfg arenaCfg)
    {
        using var self = new HandleLease(this);
        using var memory = new HandleLease(memInfo);
        using var arena = new HandleLease(arenaCfg);
        Ort.Check(Ort.Api->CreateAndRegisterAllocator(self.Pointer, memory.Pointer, arena.Pointer));
    }

    public string GetVersionString() => Ort.Version();

    /// <summary>Names of the execution providers that the library was built with; one may still fail to load on this machine.</summary>
    public string[] GetAvailableProviders()
    {
        byte** names;
        int count;
        Ort.Check(Ort.Api->GetAvailableProviders(&names, &count));
        try
        {
            var result = new string[count];
            for (int i = 0; i < count; i++)
            {
                result[i] = NativeText.Read(names[i]);
            }

            return result;
        }
        finally
        {
            Ort.Check(Ort.Api->ReleaseAvailableProviders(names, count));
        }
    }

    /// <summary>Copies tensors to tensors of the same size, also between devices.</summary>
    /// <param name="stream">Null to return when all is copied.</param>
    public void CopyTensors(IReadOnlyList<OrtValue> srcValues, IReadOnlyList<OrtValue> dstValues, OrtSyncStream stream)
    {
        if (srcValues.Count != dstValues.Count)
        {
            throw new ArgumentException("The source and destination lists must have the same number of elements.");
        }

        using var self = new HandleLease(this);
        using var sources = new ValueLeases(srcValues);
        using var destinations = new ValueLeases(dstValues);
        using HandleLease streamLease = stream is null ? default : new HandleLease(stream);
        fixed (nint* source = sources.Pointers, destination = destinations.Pointers)
        {
            Ort.Check(Ort.Api->CopyTensors(self.Pointer, source, destination, streamLease.Pointer, (nuint)srcValues.Count));
        }
    }

    protected override bool ReleaseHandle()
    {
        Ort.Api->ReleaseEnv(handle);
        handle = 0;
        return true;
    }

    private static OrtEnv Create(EnvironmentCreationOptions options)
    {
        OrtLoggingLevel level = options.logLevel ?? OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING;
        string logId = string.IsNullOrEmpty(options.logId) ? DefaultLogId : options.logId;
        using var id = new Utf8Argument(logId, stackalloc byte[Utf8Argument.StackBytes]);
        nint parameter = options.loggingParam ?? 0;
        nint logger = (nint)(delegate* unmanaged[Cdecl]<nint, OrtLoggingLevel, byte*, byte*, byte*, byte*, void>)&Log;
        bool logs = options.loggingFunction is not null;
        if (logs)
        {
            _loggingFunction = options.loggingFunction;
        }

        nint env;
        if (options.threadOptions is null)
        {
            Ort.Check(logs
                ? Ort.Api->CreateEnvWithCustomLogger(logger, parameter, level, id.Pointer, &env)
                : Ort.Api->CreateEnv(level, id.Pointer, &env));
        }
        else
        {
            using var threads = new HandleLease(options.threadOptions);
            Ort.Check(logs
                ? Ort.Api->CreateEnvWithCustomLoggerAndGlobalThreadPools(logger, parameter, level, id.Pointer, threads.Pointer, &env)
                : Ort.Api->CreateEnvWithGlobalThreadPools(level, id.Pointer, threads.Pointer, &env));
        }

        var result = new OrtEnv(env, level);
        Ort.Check(Ort.Api->SetLanguageProjection(env, ProjectionCSharp));
        return result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Log(nint parameter, OrtLoggingLevel severity, byte* category, byte* logId, byte* location, byte* message) =>
        _loggingFunction(
            parameter, severity, NativeText.Read(category), NativeText.Read(logId), NativeText.Read(location), NativeText.Read(message));
}
