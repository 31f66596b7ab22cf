namespace StreamServer.Inference.Tts.Codec;

internal sealed partial class CodecEngine
{
    [LoggerMessage(3101, LogLevel.Error, "A run of the codec with {Windows} windows failed", EventName = "CodecRunFailed")]
    private partial void LogRunFailed(Exception exception, int windows);

    [LoggerMessage(3102, LogLevel.Critical, "The codec's thread has ended", EventName = "CodecDied")]
    private partial void LogDied(Exception exception);
}
