using StreamServer.Endpoints.Edge;
using StreamServer.Inference.Tts;

namespace StreamServer.Endpoints.Tts;

/// <summary>
/// A response that is being spoken, as the drain sees it. One that is streamed goes on for half of the time; then it finishes its sentence,
/// closes its container and says that it was cut short; one that is sent whole is finished, and refused when that does not succeed before
/// the deadline.
/// </summary>
internal sealed class SpeechDrain : ILiveStream, IDisposable
{
    private readonly CancellationTokenSource _finishEarly = new();
    private readonly CancellationTokenSource _gaveUp = new();
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SpeechDrain(bool isStreamed) => EarlyEnd = isStreamed ? new EarlyEnd(_finishEarly.Token) : null;

    /// <summary>For a response that is streamed.</summary>
    public EarlyEnd? EarlyEnd { get; }

    /// <summary>The deadline has come.</summary>
    public CancellationToken GaveUp => _gaveUp.Token;

    public async Task StopAsync(StopOrder order)
    {
        await order.WaitForOwnEndAsync(_done.Task);
        await _finishEarly.CancelAsync();
        try
        {
            await _done.Task.WaitAsync(order.Deadline);
        }
        catch (OperationCanceledException)
        {
            await _gaveUp.CancelAsync();
            throw;
        }
    }

    /// <summary>The last byte is out, or the connection is gone.</summary>
    public void Dispose() => _done.TrySetResult();
}
