namespace StreamServer.Endpoints.Stt.Socket;

/// <summary>Log lines 1000 to 1099. Never text, audio or keys.</summary>
internal sealed partial class SttSocket
{
    [LoggerMessage(
        EventId = 1000,
        Message = "Socket {Id} closed with {Code} ({Error}) after {Seconds:F1} s: "
            + "{Audio:F1} s of audio, {Finals} finals after {Latency:F0} ms in the mean, lag at most {Lag:F0} ms; "
            + "request {RequestId}, key {Key}, trace {Trace}",
        EventName = "SttSocketEnded")]
    private partial void LogEnded(
        LogLevel level, string id, int code, string error, double seconds, double audio, int finals, double latency, double lag,
        string requestId, string key, string trace);

    [LoggerMessage(1003, LogLevel.Debug, "Socket {Id} ended before its finals were told ({Kind})", EventName = "SttFlushFailed")]
    private partial void LogFlushFailed(string kind, string id);
}
