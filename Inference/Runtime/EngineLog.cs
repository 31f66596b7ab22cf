namespace StreamServer.Inference.Runtime;

/// <summary>Log lines of every engine.</summary>
internal static partial class EngineLog
{
    [LoggerMessage(30, LogLevel.Error, "{Engine}: a run of {Requests} failed", EventName = "EngineRunFailed")]
    public static partial void RunFailed(ILogger log, Exception exception, string engine, int requests);

    [LoggerMessage(31, LogLevel.Error, "{Engine}: a round broke off between two runs", EventName = "EngineRoundFailed")]
    public static partial void RoundFailed(ILogger log, Exception exception, string engine);

    [LoggerMessage(32, LogLevel.Critical, "{Engine}: the thread has ended", EventName = "EngineDied")]
    public static partial void Died(ILogger log, Exception exception, string engine);

    [LoggerMessage(33, LogLevel.Warning, "{Engine}: a run does not come to its end; its model stays in memory", EventName = "EngineStuck")]
    public static partial void Stuck(ILogger log, string engine);
}
