using StreamServer.Endpoints.Edge;
using StreamServer.Inference;
using StreamServer.Inference.Tts;

namespace StreamServer.Endpoints.Tts;

/// <summary>
/// A response that is being spoken, as the drain and the watch over its key see it. For the drain one that is streamed goes on for half of
/// the time, then finishes its sentence, closes its container and says that it was cut short; one that is sent whole is finished, and
/// refused when that does not succeed before the deadline. When the key is over, a stream finishes its sentence and is cut, and what was
/// to be sent whole is refused.
/// </summary>
internal sealed class SpeechDrain : ILiveStream, IDisposable
{
    private readonly CancellationTokenSource _finishEarly = new();
    private readonly CancellationTokenSource _gaveUp = new();
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile StreamException? _termsEnded;

    public SpeechDrain(bool isStreamed) => EarlyEnd = isStreamed ? new EarlyEnd(_finishEarly.Token) : null;

    /// <summary>For a response that is streamed.</summary>
    public EarlyEnd? EarlyEnd { get; }

    /// <summary>Why the caller may hear no more; null while he may.</summary>
    public StreamException? TermsEnded => _termsEnded;

    /// <summary>Whether that left something unsaid.</summary>
    public bool IsCutByTerms => _termsEnded is not null && EarlyEnd is { LeftUnsaid: true };

    /// <summary>The deadline has come, or nothing that may be sent is being made.</summary>
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

    /// <summary>The caller's terms are over. From any thread, also when the response is over.</summary>
    public void EndTerms(StreamException cause)
    {
        _termsEnded = cause;
        _ = (EarlyEnd is null ? _gaveUp : _finishEarly).CancelAsync();
    }

    /// <summary>The last byte is out, or the connection is gone.</summary>
    public void Dispose() => _done.TrySetResult();
}
