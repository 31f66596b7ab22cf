using System.Threading.Tasks.Sources;

namespace StreamServer.Inference.Tts.Lm;

/// <summary>
/// Token numbers on their way from the engine thread to the one task that reads them. The reader says how many it needs and
/// is woken once, not at each token; it never runs on the engine's thread.
/// </summary>
internal sealed class TokenStream(int capacity) : IValueTaskSource<int>
{
    private readonly int[] _tokens = new int[capacity];

    // Guards everything below.
    private readonly Lock _gate = new();
    private ManualResetValueTaskSourceCore<int> _waiter = new() { RunContinuationsAsynchronously = true };
    private int _count;
    private int _wanted;
    private bool _isWaiting;
    private bool _isCompleted;
    private Exception? _error;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Tokens so far.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _count;
            }
        }
    }

    /// <summary>Completes after the last token, never with an error: for those who wait for the end and do not read.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Numbers [<paramref name="from"/>, <paramref name="to"/>) that <see cref="WaitAsync"/> has promised.</summary>
    public ReadOnlySpan<int> Read(int from, int to) => _tokens.AsSpan(from, to - from);

    /// <summary>Waits until <paramref name="count"/> tokens are there or no more will come. One waiter at a time.</summary>
    /// <returns>How many are there.</returns>
    /// <exception cref="StreamException">The engine failed.</exception>
    /// <exception cref="OperationCanceledException">The request was cancelled.</exception>
    public ValueTask<int> WaitAsync(int count)
    {
        lock (_gate)
        {
            if (_error is not null)
            {
                return ValueTask.FromException<int>(_error);
            }

            if (_count >= count || _isCompleted)
            {
                return ValueTask.FromResult(_count);
            }

            _waiter.Reset();
            (_wanted, _isWaiting) = (count, true);
            return new ValueTask<int>(this, _waiter.Version);
        }
    }

    internal void Append(int token)
    {
        lock (_gate)
        {
            _tokens[_count++] = token;
            if (_isWaiting && _count >= _wanted)
            {
                _isWaiting = false;
                _waiter.SetResult(_count);
            }
        }
    }

    /// <summary>No more tokens; the second call does nothing.</summary>
    internal void Complete(Exception? error = null)
    {
        lock (_gate)
        {
            if (_isCompleted)
            {
                return;
            }

            _isCompleted = true;
            _error = error;
            _ended.SetResult();
            if (!_isWaiting)
            {
                return;
            }

            _isWaiting = false;
            if (error is null)
            {
                _waiter.SetResult(_count);
            }
            else
            {
                _waiter.SetException(error);
            }
        }
    }

    int IValueTaskSource<int>.GetResult(short token) => _waiter.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _waiter.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token,
        ValueTaskSourceOnCompletedFlags flags) =>
        _waiter.OnCompleted(continuation, state, token, flags);
}
