using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using StreamServer.Inference.Runtime;

namespace StreamServer.Inference.Tts.Codec;

/// <summary>
/// One named thread owns the codec and decodes the windows of all callers: those of equal length in one batch, most urgent
/// first. <see cref="DecodeAsync"/> may be called from any thread.
/// </summary>
internal sealed partial class CodecEngine : IDisposable
{
    /// <summary>Batches in a row that may fail before the engine gives up: by then it is the model and not a window.</summary>
    private const int MaxFailedRuns = 5;

    private readonly ICodecModel _model;
    private readonly TimeProvider _time;
    private readonly CodecMetrics _metrics;
    private readonly ILogger<CodecEngine> _log;
    private readonly ModelThread _thread;
    private readonly ConcurrentQueue<CodecRequest> _inbox = new();

    // Everything below belongs to the thread.
    private readonly List<CodecRequest> _waiting = [];
    private readonly List<CodecRequest> _batch = [];
    private readonly long[] _globals;
    private long[] _semantic = [];
    private int _failedRuns;
    private volatile Exception? _death;

    /// <param name="model">Owned from now on.</param>
    /// <param name="time">Clock.</param>
    /// <param name="metrics">Counters.</param>
    /// <param name="log">Events 31xx.</param>
    /// <param name="died">Called once, on the thread, when it can go on no more.</param>
    public CodecEngine(ICodecModel model, TimeProvider time, CodecMetrics metrics, ILogger<CodecEngine> log, Action<Exception> died)
    {
        (_model, _time, _metrics, _log) = (model, time, metrics, log);
        _globals = new long[model.MaxBatch * BiCodecModel.Globals];
        _thread = new ModelThread("codec", Round, exception =>
        {
            LogDied(exception);
            Die(exception);
            died(exception);
        });
    }

    public int SamplesPerToken => _model.SamplesPerToken;

    public void Start() => _thread.Start();

    /// <summary>Completes when the request's samples are written.</summary>
    /// <exception cref="StreamException">The codec failed or its thread is gone.</exception>
    /// <exception cref="OperationCanceledException">The request was cancelled before its turn.</exception>
    public ValueTask DecodeAsync(CodecRequest request)
    {
        ValueTask done = request.Begin();
        _inbox.Enqueue(request);
        if (_death is not null)
        {
            FailInbox();
        }

        _thread.Signal();
        return done;
    }

    public void Dispose()
    {
        if (_thread.Stop(TimeSpan.FromSeconds(10)))
        {
            Die(new OperationCanceledException("The server is stopping."));
            _model.Dispose();
        }

        _thread.Dispose();
    }

    private bool Round()
    {
        while (_inbox.TryDequeue(out CodecRequest? request))
        {
            _waiting.Add(request);
        }

        for (int i = _waiting.Count - 1; i >= 0; i--)
        {
            if (_waiting[i].Cancellation.IsCancellationRequested)
            {
                CodecRequest cancelled = _waiting[i];
                _waiting.RemoveAt(i);
                cancelled.Complete(new OperationCanceledException(cancelled.Cancellation));
            }
        }

        if (_waiting.Count == 0)
        {
            return false;
        }

        TakeBatch();
        RunBatches();
        return _waiting.Count > 0 || !_inbox.IsEmpty;
    }

    /// <summary>The most urgent window, and the next urgent ones of its length.</summary>
    private void TakeBatch()
    {
        _waiting.Sort(static (one, other) => one.SecondsAhead.CompareTo(other.SecondsAhead));
        int length = _waiting[0].Semantic.Length;
        _batch.Clear();
        for (int i = 0; i < _waiting.Count && _batch.Count < _model.MaxBatch;)
        {
            if (_waiting[i].Semantic.Length == length)
            {
                _batch.Add(_waiting[i]);
                _waiting.RemoveAt(i);
            }
            else
            {
                i++;
            }
        }
    }

    /// <summary>The batch; when it fails, each of its windows alone, so that what one window breaks is lost to its own caller only.</summary>
    private void RunBatches()
    {
        ReadOnlySpan<CodecRequest> batch = CollectionsMarshal.AsSpan(_batch);
        if (TryRun(batch) is not { } error)
        {
            _failedRuns = 0;
            return;
        }

        bool anyRan = false;
        for (int i = 0; batch.Length > 1 && i < batch.Length; i++)
        {
            anyRan |= TryRun(batch.Slice(i, 1)) is null;
        }

        _failedRuns = anyRan ? 0 : _failedRuns + 1;
        if (_failedRuns >= MaxFailedRuns)
        {
            throw new InvalidOperationException($"{MaxFailedRuns} batches in a row failed.", error);
        }
    }

    /// <summary>Decodes and completes windows of one length; of several that fail together none is completed.</summary>
    /// <returns>What failed, if something did.</returns>
    private Exception? TryRun(ReadOnlySpan<CodecRequest> batch)
    {
        Exception? error = null;
        try
        {
            Run(batch);
        }
        catch (Exception exception)
        {
            error = new StreamException(StreamError.ModelFailed, "The codec failed.", inner: exception);
            LogRunFailed(exception, batch.Length);
            if (batch.Length > 1)
            {
                return error;
            }

            _metrics.Failed(1);
        }

        foreach (CodecRequest request in batch)
        {
            request.Complete(error);
        }

        return error;
    }

    private void Run(ReadOnlySpan<CodecRequest> batch)
    {
        int length = batch[0].Semantic.Length;
        int rows = Math.Max(batch.Length, _model.MinimumBatch);
        if (_semantic.Length < rows * length)
        {
            _semantic = new long[rows * length];
        }

        for (int row = 0; row < rows; row++)
        {
            // Rows that only fill the batch up repeat the first window.
            CodecRequest request = batch[row < batch.Length ? row : 0];
            Widen(request.Semantic.Span, _semantic.AsSpan(row * length, length));
            Widen(request.Globals.Span, _globals.AsSpan(row * BiCodecModel.Globals, BiCodecModel.Globals));
        }

        long start = _time.GetTimestamp();
        ReadOnlySpan<float> samples = _model.Decode(_semantic.AsSpan(0, rows * length), _globals.AsSpan(0, rows * BiCodecModel.Globals), rows);
        int each = length * _model.SamplesPerToken;
        for (int row = 0; row < batch.Length; row++)
        {
            samples.Slice(row * each, each).CopyTo(batch[row].Samples.Span);
        }

        _metrics.Decoded(batch.Length, length, _time.GetElapsedTime(start));
    }

    private static void Widen(ReadOnlySpan<int> from, Span<long> to)
    {
        for (int i = 0; i < from.Length; i++)
        {
            to[i] = from[i];
        }
    }

    private void Die(Exception cause)
    {
        _death = cause as OperationCanceledException
            ?? (Exception)new StreamException(StreamError.ServerNotReady, "The codec's thread has ended.", inner: cause);
        foreach (CodecRequest request in _waiting)
        {
            request.Complete(_death);
        }

        _waiting.Clear();
        FailInbox();
    }

    private void FailInbox()
    {
        while (_inbox.TryDequeue(out CodecRequest? request))
        {
            request.Complete(_death);
        }
    }
}
