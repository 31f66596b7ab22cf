using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Inference.Stt.Jobs;

/// <summary>One request to an engine.</summary>
/// <param name="utterance">Whose audio it is.</param>
/// <param name="kind">Urgency at the start; see <see cref="Promote"/>.</param>
/// <param name="samples">16 kHz mono in [-1, 1] from the utterance's first sample; never written to again.</param>
/// <param name="options">What the caller asked for.</param>
/// <param name="done">Called once, on a pool thread, when the job has a result, has failed or was dropped.</param>
internal sealed class SttJob(
    SttUtterance utterance,
    SttJobKind kind,
    ReadOnlyMemory<float> samples,
    SttJobOptions options,
    Action<SttJob> done) : IThreadPoolWorkItem
{
    private volatile SttJobKind _kind = kind;
    private volatile bool _cancelled;
    private int _completed;

    public SttUtterance Utterance { get; } = utterance;

    public SttJobKind Kind => _kind;

    public ReadOnlyMemory<float> Samples { get; } = samples;

    public SttJobOptions Options { get; } = options;

    /// <summary>Timestamp of its submission; set by the engine.</summary>
    public long SubmittedAt { get; set; }

    /// <summary>How often a model that failed on it alone was asked again.</summary>
    public int Retries { get; set; }

    /// <summary>The chosen model could not do it.</summary>
    public bool IsFallback { get; set; }

    /// <summary>Null when the job failed or was dropped.</summary>
    public SttTranscript? Result { get; private set; }

    /// <summary>Why there is no result; null as well when the job was dropped.</summary>
    public StreamException? Failure { get; private set; }

    /// <summary>Nobody waits any more; the engine drops it when it sees it.</summary>
    public bool IsCancelled => _cancelled;

    /// <summary>The end of the utterance is confirmed: the speculation is the final. Any thread.</summary>
    public void Promote() => _kind = SttJobKind.Final;

    /// <summary>Any thread; a run that has begun is not broken off.</summary>
    public void Cancel() => _cancelled = true;

    /// <summary>Hands out the outcome; the engine goes on at once. Only the first call counts.</summary>
    public void Complete(SttTranscript? result, StreamException? failure)
    {
        if (Interlocked.Exchange(ref _completed, 1) == 0)
        {
            (Result, Failure) = (result, failure);
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    void IThreadPoolWorkItem.Execute() => done(this);
}
