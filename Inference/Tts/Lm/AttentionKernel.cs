using StreamServer.Inference.Runtime;

namespace StreamServer.Inference.Tts.Lm;

/// <summary>
/// Chooses ONNX Runtime's plain attention kernel over its tiled one, by the environment variable that the kernel reads when a
/// session is made. With one new token a row the tiled kernel runs the rows one after the other; the plain one runs all rows
/// and heads in one parallel loop and was 1.3 to 1.5 times faster at batch 8 (docs/decisions/0006).
/// </summary>
internal static class AttentionKernel
{
    /// <summary>Before the first session. A value that the operator has set stays.</summary>
    public static void UsePlain() => NativeEnvironment.SetDefault("ORT_GQA_DISABLE_FLASH_ATTENTION", "1");
}
