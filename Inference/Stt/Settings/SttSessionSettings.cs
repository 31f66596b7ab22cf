using StreamServer.Inference.Audio;
using StreamServer.Inference.Stt.Correction;
using StreamServer.Inference.Stt.Jobs;
using StreamServer.Inference.Stt.Vad;

namespace StreamServer.Inference.Stt.Settings;

/// <summary>What one caller chose. Validated before it gets here.</summary>
internal sealed record SttSessionSettings
{
    /// <summary>Hz of the audio that comes in.</summary>
    public int SampleRate { get; init; } = 16000;

    public int Channels { get; init; } = 1;

    public AudioEncoding Encoding { get; init; } = AudioEncoding.PcmS16le;

    public ChannelUse ChannelUse { get; init; } = ChannelUse.Mix;

    /// <summary>Model of the engine; empty for the server's own.</summary>
    public string Model { get; init; } = "";

    public SttJobOptions Job { get; init; } = SttJobOptions.Default;

    public bool InterimResults { get; init; } = true;

    /// <summary>Whether messages carry the words one by one.</summary>
    public bool Words { get; init; } = true;

    /// <summary>Utterances that are less sure give no text.</summary>
    public double MinConfidence { get; init; }

    /// <summary>Phrases that are written otherwise than they are heard.</summary>
    public PhraseRules Replace { get; init; } = PhraseRules.Empty;

    /// <summary>Emotions that are less sure are told as unknown.</summary>
    public double MinEmotionConfidence { get; init; }

    /// <summary>Languages that are less sure are told as unknown.</summary>
    public double MinLanguageConfidence { get; init; }

    /// <summary>Words that may take the place of unsure ones; null leaves the text as heard.</summary>
    public Vocabulary? Vocabulary { get; init; }

    public SegmenterSettings Segmenter { get; init; } = new();

    /// <summary>New audio between two partials while the machine has time.</summary>
    public TimeSpan PartialInterval { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>When the first sample was captured, by the client's clock; null when he does not say.</summary>
    public DateTimeOffset? CapturedAt { get; init; }

    /// <summary>Streams of a session.</summary>
    public int Streams => ChannelUse == ChannelUse.Separate ? Channels : 1;

    /// <summary>The server's defaults.</summary>
    public static SttSessionSettings From(SttOptions options) => new()
    {
        MinConfidence = options.MinConfidence,
        Replace = PhraseRules.Parse(options.Replace),
        MinEmotionConfidence = options.MinEmotionConfidence,
        MinLanguageConfidence = options.MinLanguageConfidence,
        PartialInterval = TimeSpan.FromMilliseconds(options.PartialMs),
        Segmenter = new SegmenterSettings
        {
            Threshold = (float)options.VadThreshold,
            EndpointingMs = options.EndpointingMs,
            MinSpeechMs = options.MinSpeechMs,
            PadBeforeMs = options.PadBeforeMs,
            PadAfterMs = options.PadAfterMs,
            MaxUtteranceMs = (int)(options.MaxUtteranceSeconds * 1000),
        },
    };
}
