namespace StreamServer.Endpoints.Sockets;

/// <summary>Log lines 900 to 919. Never text, audio or keys.</summary>
internal sealed partial class Connection
{
    [LoggerMessage(900, LogLevel.Error, "Socket {Id} failed", EventName = "SocketFault")]
    private partial void LogFault(Exception exception, string id);

    [LoggerMessage(901, LogLevel.Debug, "Socket {Id} broke ({Kind})", EventName = "SocketBroken")]
    private partial void LogBroken(string kind, string id);

    [LoggerMessage(902, LogLevel.Debug, "Socket {Id} did not close cleanly ({Kind})", EventName = "SocketCloseFailed")]
    private partial void LogCloseFailed(string kind, string id);

    [LoggerMessage(903, LogLevel.Debug, "Socket {Id} was gone before it could be told {Error}", EventName = "SocketUntold")]
    private partial void LogUntold(string id, string error);

    [LoggerMessage(904, LogLevel.Warning, "Socket {Id} did not stop its work in time and is closed without it", EventName = "SocketStuck")]
    private partial void LogStuck(string id);
}
