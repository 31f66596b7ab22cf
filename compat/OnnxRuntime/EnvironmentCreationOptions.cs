namespace Microsoft.ML.OnnxRuntime;

/// <summary>What the process-wide environment is created with; everything may be left out.</summary>
public struct EnvironmentCreationOptions
{
    /// <summary>Names this application in log lines.</summary>
    public string logId;

    /// <summary>Warnings when null.</summary>
    public OrtLoggingLevel? logLevel;

    /// <summary>Global thread pools; null leaves a pool to each session.</summary>
    public OrtThreadingOptions threadOptions;

    /// <summary>Handed to <see cref="loggingFunction"/> as it is.</summary>
    public IntPtr? loggingParam;

    /// <summary>Takes the log lines; null leaves them on standard error.</summary>
    public DOrtLoggingFunction loggingFunction;
}
