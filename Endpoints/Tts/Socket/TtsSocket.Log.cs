namespace StreamServer.Endpoints.Tts.Socket;

internal sealed partial class TtsSocket
{
    [LoggerMessage(2101, LogLevel.Information, "{Id}: closed after {Utterances} utterances, {Seconds:F2} s of audio, code {Code}", EventName = "TtsSocketClosed")]
    private partial void LogClosed(string id, int utterances, double seconds, int code);

    [LoggerMessage(EventId = 2102, EventName = "TtsSocketFailed", Message = "{Id}: {Code}")]
    private partial void LogFailed(LogLevel level, string id, string code, Exception? exception);

    [LoggerMessage(2103, LogLevel.Debug, "{Id}: the connection broke ({Kind})", EventName = "TtsSocketBroken")]
    private partial void LogBroken(string id, string kind);

    [LoggerMessage(2104, LogLevel.Debug, "{Id}: utterance {Number} was cleared", EventName = "TtsUtteranceCleared")]
    private partial void LogCleared(string id, int number);
}
