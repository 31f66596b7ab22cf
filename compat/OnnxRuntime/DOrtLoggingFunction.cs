namespace Microsoft.ML.OnnxRuntime;

/// <summary>Receives ONNX Runtime's log lines, on any thread.</summary>
public delegate void DOrtLoggingFunction(
    IntPtr param, OrtLoggingLevel severity, string category, string logId, string codeLocation, string message);
