namespace StreamServer.Inference.Stt.Vad;

/// <summary>Rules of <see cref="SpeechSegmenter"/>.</summary>
internal sealed record SegmenterSettings
{
    private const int SamplesPerMs = 16;

    /// <summary>Probability from which a window is speech.</summary>
    public float Threshold { get; init; } = 0.5f;

    /// <summary>Silence that ends a segment.</summary>
    public int EndpointingMs { get; init; } = 250;

    public int MinSpeechMs { get; init; } = 96;

    public int PadBeforeMs { get; init; } = 320;

    /// <summary>At most the time of <see cref="EndpointingMs"/>; the audio would not be there yet.</summary>
    public int PadAfterMs { get; init; } = 128;

    public int MaxUtteranceMs { get; init; } = 20_000;

    /// <summary>Probability under which a window is silence (silero <c>utils_vad.py</c>: 0.15 lower, at least 0.01).</summary>
    public float NegativeThreshold => Math.Max(Threshold - 0.15f, 0.01f);

    public int Endpointing => EndpointingMs * SamplesPerMs;

    public int MinSpeech => MinSpeechMs * SamplesPerMs;

    public int PadBefore => PadBeforeMs * SamplesPerMs;

    public int PadAfter => Math.Min(PadAfterMs, EndpointingMs) * SamplesPerMs;

    public int MaxUtterance => MaxUtteranceMs * SamplesPerMs;
}
