namespace StreamServer.Endpoints.Tts.Socket;

/// <summary>Log lines 2101 to 2119. Never text, audio or keys.</summary>
internal sealed partial class TtsSocket
{
    [LoggerMessage(
        EventId = 2101,
        Message = "Socket {Id} closed with {Code} ({Error}) after {Utterances} utterances, {Seconds:F2} s of audio; "
            + "key {Key}, trace {Trace}",
        EventName = "TtsSocketClosed")]
    private partial void LogClosed(
        LogLevel level, string id, int code, string error, int utterances, double seconds, string key, string trace);

    [LoggerMessage(2104, LogLevel.Debug, "Socket {Id}: utterance {Number} was cleared", EventName = "TtsUtteranceCleared")]
    private partial void LogCleared(string id, int number);
}
