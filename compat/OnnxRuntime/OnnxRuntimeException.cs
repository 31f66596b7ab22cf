namespace Microsoft.ML.OnnxRuntime;

/// <summary>An error that ONNX Runtime reports; the message begins with <c>[ErrorCode:…]</c>.</summary>
public class OnnxRuntimeException : Exception
{
    internal OnnxRuntimeException(ErrorCode errorCode, string message)
        : base($"[ErrorCode:{errorCode}] {message}")
    {
    }
}
