using System.Collections.Concurrent;
using StreamServer.Inference.Runtime;

namespace StreamServer.Inference.Tts.Codec;

/// <summary>
/// One named thread owns the codec and decodes the windows of all callers: those of equal length in one batch, most urgent
/// first. <see cref="DecodeAsync"/> may be called from any thread.
/// </summary>
internal sealed partial class CodecEngine : IDisposable
{
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
        RunBatch();
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

    private void RunBatch()
    {
        int length = _batch[0].Semantic.Length;
        int rows = Math.Max(_batch.Count, _model.MinimumBatch);
        if (_semantic.Length < rows * length)
        {
            _semantic = new long[rows * length];
        }

        for (int row = 0; row < rows; row++)
        {
            // Rows that only fill the batch up repeat the first window.
            CodecRequest request = _batch[row < _batch.Count ? row : 0];
            Widen(request.Semantic.Span, _semantic.AsSpan(row * length, length));
            Widen(request.Globals.Span, _globals.AsSpan(row * BiCodecModel.Globals, BiCodecModel.Globals));
        }

        long start = _time.GetTimestamp();
        Exception? error = null;
        try
        {
            ReadOnlySpan<float> samples = _model.Decode(_semantic.AsSpan(0, rows * length), _globals.AsSpan(0, rows * BiCodecModel.Globals), rows);
            int each = length * _model.SamplesPerToken;
            for (int row = 0; row < _batch.Count; row++)
            {
                samples.Slice(row * each, each).CopyTo(_batch[row].Samples.Span);
            }

            _failedRuns = 0;
            _metrics.Decoded(_batch.Count, length, _time.GetElapsedTime(start));
        }
        catch (Exception exception)
        {
            LogRunFailed(exception, _batch.Count);
            _metrics.Failed(_batch.Count);
            error = new StreamException(StreamError.ModelFailed, "The codec failed.", inner: exception);
            _failedRuns++;
        }

        foreach (CodecRequest request in _batch)
        {
            request.Complete(error);
        }

        if (_failedRuns >= MaxFailedRuns)
        {
            throw new InvalidOperationException($"{MaxFailedRuns} runs in a row failed.", error);
        }
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
