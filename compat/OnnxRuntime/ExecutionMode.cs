namespace Microsoft.ML.OnnxRuntime;

/// <summary>Whether independent nodes of a graph may run at the same time.</summary>
public enum ExecutionMode
{
    ORT_SEQUENTIAL = 0,
    ORT_PARALLEL = 1,
}
