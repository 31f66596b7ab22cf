namespace StreamServer.Endpoints.Uploads;

/// <summary>Clears the folder of uploads at start and says when nothing can be written there.</summary>
internal sealed partial class UploadFolder(UploadStore store, ILogger<UploadFolder> log) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (store.Problem() is { } problem)
        {
            LogProblem(problem);
        }
        else if (store.Clear() is > 0 and int left)
        {
            LogCleared(left);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(40, LogLevel.Warning, "{Problem} Uploads of more than 256 kB are refused.", EventName = "UploadFolderUnusable")]
    private partial void LogProblem(string problem);

    [LoggerMessage(41, LogLevel.Information, "Removed {Count} uploads of an earlier run", EventName = "UploadsCleared")]
    private partial void LogCleared(int count);
}
