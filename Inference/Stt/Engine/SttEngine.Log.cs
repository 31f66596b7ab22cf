namespace StreamServer.Inference.Stt.Engine;

/// <summary>Log lines 5000 to 5049.</summary>
internal sealed partial class SttEngine
{
    [LoggerMessage(
        5002, LogLevel.Information, "Model {Model} is tried again on an utterance ({Retry}) in {Pause:F0} ms", EventName = "SttRetry")]
    private partial void LogRetry(string model, int retry, double pause);

    [LoggerMessage(5001, LogLevel.Warning, "An utterance goes from model {Model} to {Fallback}", EventName = "SttFallback")]
    private partial void LogFallback(string model, string fallback);
}
