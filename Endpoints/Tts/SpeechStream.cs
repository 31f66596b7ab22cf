using StreamServer.Endpoints.Edge;

namespace StreamServer.Endpoints.Tts;

/// <summary>A response that is being spoken, as the drain sees it: it finishes the sentence and closes its container.</summary>
internal sealed class SpeechStream : ILiveStream
{
    private readonly CancellationTokenSource _finishEarly = new();
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Cancelled when no further sentence should be started.</summary>
    public CancellationToken FinishEarly => _finishEarly.Token;

    public async Task StopAsync(CancellationToken deadline)
    {
        await _finishEarly.CancelAsync();
        await _done.Task.WaitAsync(deadline);
    }

    /// <summary>The last byte is out, or the connection is gone.</summary>
    public void Complete() => _done.TrySetResult();
}
