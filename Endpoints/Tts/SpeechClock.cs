using StreamServer.Inference.Tts.Stages;

namespace StreamServer.Endpoints.Tts;

/// <summary>Times of one response, and whether a client that plays as it receives had to wait. Not thread-safe.</summary>
internal sealed class SpeechClock(TimeProvider time, double samplesPerSecond)
{
    private readonly long _start = time.GetTimestamp();
    private long _samples;

    /// <summary>What it goes through until the first audio.</summary>
    public SpeechStages Stages { get; } = new(time);

    public TimeSpan Elapsed => time.GetElapsedTime(_start);

    /// <summary>From the start to <see cref="MarkFirstAudio"/>.</summary>
    public TimeSpan FirstAudio { get; private set; }

    /// <summary>Audio made so far.</summary>
    public double AudioSeconds => _samples / samplesPerSecond;

    /// <summary>Time taken over audio made, and audio made.</summary>
    public SpeechTotals Figures => new(Elapsed.TotalSeconds / AudioSeconds, AudioSeconds, Stages.Header);

    /// <summary>A client that played from the first audio on ran dry before a later piece came.</summary>
    public bool HadUnderrun { get; private set; }

    public void MarkFirstAudio()
    {
        FirstAudio = Elapsed;
        Stages.Mark(SpeechStage.FirstWindow);
    }

    /// <summary>The next samples are about to be sent.</summary>
    public void Add(int samples)
    {
        HadUnderrun |= _samples > 0 && (Elapsed - FirstAudio).TotalSeconds > AudioSeconds;
        _samples += samples;
    }
}
