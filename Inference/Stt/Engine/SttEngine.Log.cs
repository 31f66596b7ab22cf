namespace StreamServer.Inference.Stt.Engine;

/// <summary>Log lines 5000 to 5049.</summary>
internal sealed partial class SttEngine
{
    [LoggerMessage(5001, LogLevel.Warning, "An utterance goes from model {Model} to {Fallback}", EventName = "SttFallback")]
    private partial void LogFallback(string model, string fallback);
}
