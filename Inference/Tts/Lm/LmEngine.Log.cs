namespace StreamServer.Inference.Tts.Lm;

internal sealed partial class LmEngine
{
    [LoggerMessage(3001, LogLevel.Error, "A run of the language model with {Rows} rows failed", EventName = "LmRunFailed")]
    private partial void LogRunFailed(Exception exception, int rows);

    [LoggerMessage(3002, LogLevel.Critical, "The language model's thread has ended", EventName = "LmDied")]
    private partial void LogDied(Exception exception);
}
