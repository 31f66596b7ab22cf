using StreamServer.Inference.Runtime;
using StreamServer.Inference.Tts.Lm;

namespace StreamServer.Inference.Tts.Codec;

/// <summary>
/// Decodes the windows of all callers on one thread: those of equal length in one batch, most urgent first.
/// <see cref="DecodeAsync"/> may be called from any thread.
/// </summary>
internal sealed class CodecEngine : EngineLoop<CodecRequest>
{
    private const int CheckLength = 12;

    /// <summary>Seconds of a run of several windows: who comes meanwhile waits so long, and larger batches gain little.</summary>
    private const double MostSeconds = 0.2;

    private const double Weight = 0.1;

    private readonly ICodecModel _model;
    private readonly TimeProvider _time;
    private readonly CodecMetrics _metrics;
    private readonly SpeechCapacity? _capacity;
    private readonly Action<List<CodecRequest>> _run;

    // Everything below belongs to the thread.
    private readonly List<CodecRequest> _waiting = [];
    private readonly List<CodecRequest> _batch = [];
    private readonly long[] _globals;
    private long[] _semantic = [];
    private double _secondsPerToken;

    /// <param name="model">Owned from now on.</param>
    /// <param name="time">Clock.</param>
    /// <param name="metrics">Counters.</param>
    /// <param name="log">Events of engines.</param>
    /// <param name="died">Called once, on the thread, when it can go on no more.</param>
    /// <param name="capacity">Told what a run makes; null for nobody.</param>
    public CodecEngine(
        ICodecModel model,
        TimeProvider time,
        CodecMetrics metrics,
        ILogger<CodecEngine> log,
        Action<Exception> died,
        SpeechCapacity? capacity = null)
        : base("codec", "The codec", model, log, died)
    {
        (_model, _time, _metrics, _capacity, _run) = (model, time, metrics, capacity, Run);
        _globals = new long[model.MaxBatch * BiCodecModel.Globals];
    }

    public int SamplesPerToken => _model.SamplesPerToken;

    /// <summary>Completes when the request's samples are written.</summary>
    /// <exception cref="StreamException">The codec failed or its thread is gone.</exception>
    /// <exception cref="OperationCanceledException">The request was cancelled before its turn.</exception>
    public ValueTask DecodeAsync(CodecRequest request)
    {
        ValueTask done = request.Begin(_time.GetTimestamp());
        if (Post(request) is { } reason)
        {
            request.Complete(reason);
        }

        return done;
    }

    protected override void Admit(CodecRequest request) => _waiting.Add(request);

    protected override bool Round()
    {
        for (int i = _waiting.Count - 1; i >= 0; i--)
        {
            if (_waiting[i].Cancellation.IsCancellationRequested)
            {
                CodecRequest cancelled = _waiting[i];
                _waiting.RemoveAt(i);
                cancelled.Complete(new OperationCanceledException(cancelled.Cancellation));
            }
        }

        _metrics.Queued(_waiting.Count);
        if (_waiting.Count == 0)
        {
            return false;
        }

        TakeBatch();
        foreach (CodecRequest request in _batch)
        {
            _metrics.Waited(_time.GetElapsedTime(request.SubmittedAt));
        }

        RunBatch(_batch, _run);
        return true;
    }

    protected override void Fail(CodecRequest request, StreamException reason)
    {
        _waiting.Remove(request);
        request.Complete(reason);
    }

    protected override void FailAll(StreamException reason)
    {
        while (_waiting.Count > 0)
        {
            Fail(_waiting[^1], reason);
        }

        _metrics.Queued(0);
    }

    protected override void Lose(CodecRequest request, Exception cause)
    {
        _metrics.Failed(1);
        base.Lose(request, cause);
    }

    protected override void CheckUp()
    {
        int rows = _model.MinimumBatch;
        _model.Decode(new long[rows * CheckLength], new long[rows * BiCodecModel.Globals], rows);
    }

    /// <summary>The most urgent window, and the next urgent ones of its length.</summary>
    private void TakeBatch()
    {
        _waiting.Sort(static (one, other) => one.SecondsAhead.CompareTo(other.SecondsAhead));
        int length = _waiting[0].Semantic.Length;
        int most = _secondsPerToken == 0 ? _model.MaxBatch : (int)Math.Clamp(MostSeconds / (_secondsPerToken * length), 1, _model.MaxBatch);
        _batch.Clear();
        for (int i = 0; i < _waiting.Count && _batch.Count < most;)
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

    /// <summary>Decodes and completes windows of one length.</summary>
    private void Run(List<CodecRequest> batch)
    {
        int length = batch[0].Semantic.Length;
        int rows = Math.Max(batch.Count, _model.MinimumBatch);
        if (_semantic.Length < rows * length)
        {
            _semantic = new long[rows * length];
        }

        for (int row = 0; row < rows; row++)
        {
            // Rows that only fill the batch up repeat the first window.
            CodecRequest request = batch[row < batch.Count ? row : 0];
            Widen(request.Semantic.Span, _semantic.AsSpan(row * length, length));
            Widen(request.Globals.Span, _globals.AsSpan(row * BiCodecModel.Globals, BiCodecModel.Globals));
        }

        long start = _time.GetTimestamp();
        ReadOnlySpan<float> samples =
            _model.Decode(_semantic.AsSpan(0, rows * length), _globals.AsSpan(0, rows * BiCodecModel.Globals), rows);
        int count = length * _model.SamplesPerToken;
        for (int row = 0; row < batch.Count; row++)
        {
            samples.Slice(row * count, count).CopyTo(batch[row].Samples.Span);
        }

        TimeSpan duration = _time.GetElapsedTime(start);
        double each = duration.TotalSeconds / (rows * length);
        _secondsPerToken = _secondsPerToken == 0 ? each : _secondsPerToken + (Weight * (each - _secondsPerToken));
        _metrics.Decoded(batch.Count, rows, length, duration);
        _capacity?.Decoded(batch.Count * length, duration);
        foreach (CodecRequest request in batch)
        {
            request.Complete(null);
        }
    }

    private static void Widen(ReadOnlySpan<int> from, Span<long> to)
    {
        for (int i = 0; i < from.Length; i++)
        {
            to[i] = from[i];
        }
    }
}
