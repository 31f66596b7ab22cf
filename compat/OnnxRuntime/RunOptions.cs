using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Options of a run; several runs may share them.</summary>
public unsafe class RunOptions : SafeHandle
{
    private OrtLoggingLevel _logSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING;
    private int _logVerbosityLevel;
    private string _logId = "";
    private bool _terminate;

    public RunOptions()
        : base(0, ownsHandle: true)
    {
        nint options;
        Ort.Check(Ort.Api->CreateRunOptions(&options));
        SetHandle(options);
    }

    public override bool IsInvalid => handle == 0;

    public OrtLoggingLevel LogSeverityLevel
    {
        get => _logSeverityLevel;
        set
        {
            using var self = new HandleLease(this);
            Ort.Check(Ort.Api->RunOptionsSetRunLogSeverityLevel(self.Pointer, value));
            _logSeverityLevel = value;
        }
    }

    public int LogVerbosityLevel
    {
        get => _logVerbosityLevel;
        set
        {
            using var self = new HandleLease(this);
            Ort.Check(Ort.Api->RunOptionsSetRunLogVerbosityLevel(self.Pointer, value));
            _logVerbosityLevel = value;
        }
    }

    /// <summary>A tag in the log lines of the run.</summary>
    public string LogId
    {
        get => _logId;
        set
        {
            using var self = new HandleLease(this);
            using var tag = new Utf8Argument(value, stackalloc byte[Utf8Argument.StackBytes]);
            Ort.Check(Ort.Api->RunOptionsSetRunTag(self.Pointer, tag.Pointer));
            _logId = value;
        }
    }

    /// <summary>While true, every run that uses these options stops at the next node and fails.</summary>
    public bool Terminate
    {
        get => _terminate;
        set
        {
            using var self = new HandleLease(this);
            Ort.Check(value ? Ort.Api->RunOptionsSetTerminate(self.Pointer) : Ort.Api->RunOptionsUnsetTerminate(self.Pointer));
            _terminate = value;
        }
    }

    /// <summary>Sets a configuration entry; a second value for a key replaces the first.</summary>
    public void AddRunConfigEntry(string configKey, string configValue)
    {
        using var self = new HandleLease(this);
        using var key = new Utf8Argument(configKey, stackalloc byte[Utf8Argument.StackBytes]);
        using var value = new Utf8Argument(configValue, stackalloc byte[Utf8Argument.StackBytes]);
        Ort.Check(Ort.Api->AddRunConfigEntry(self.Pointer, key.Pointer, value.Pointer));
    }

    protected override bool ReleaseHandle()
    {
        Ort.Api->ReleaseRunOptions(handle);
        handle = 0;
        return true;
    }
}
