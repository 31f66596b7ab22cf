using System.ComponentModel.DataAnnotations;
using StreamServer.Inference.Runtime.Settings;
using StreamServer.Inference.Stt.Correction;
using StreamServer.Models.Manifest;

namespace StreamServer.Inference.Stt.Settings;

/// <summary>Speech to text: models, capacity, and the defaults of what a client may choose for itself.</summary>
internal sealed class SttOptions : IValidatableObject
{
    /// <summary>Name of the engine's model in the manifest.</summary>
    [Setting("STT_MODEL"), Chooses(ModelRole.Stt)]
    public string Model { get; set; } = "tiny-sense-voice";

    /// <summary>Other models that clients may ask for by name, separated by commas.</summary>
    [Setting("STT_EXTRA_MODELS"), Chooses(ModelRole.Stt)]
    public string ExtraModels { get; set; } = "";

    /// <summary>Model that gets an utterance which the chosen one failed on, and three times more; empty for none.</summary>
    [Setting("STT_FALLBACK_MODEL"), Chooses(ModelRole.Stt)]
    public string FallbackModel { get; set; } = "";

    /// <summary><c>auto</c>: the published Silero VAD when it was pulled, else the bundled one.</summary>
    [Setting("VAD_MODEL"), Chooses(ModelRole.Vad)]
    public string VadModel { get; set; } = ModelManifest.Auto;

    /// <summary>Callers at the same time, sockets and uploads together; the next one gets 503.</summary>
    [Setting("STT_MAX_SESSIONS"), Range(1, 10_000)]
    public int MaxSessions { get; set; } = 64;

    /// <summary>Of these, callers at the same address, or with the same key; 0 for three quarters.</summary>
    [Setting("STT_MAX_SESSIONS_OF_ONE"), Range(0, 10_000)]
    public int MaxSessionsOfOne { get; set; }

    /// <summary>
    /// Over this lag (how long audio and finals wait for the models) nobody new is let in, and when it lasts the newest sessions
    /// go, until it is half of it.
    /// </summary>
    [Setting("STT_MAX_LAG_MS"), Range(50, 60_000)]
    public int MaxLagMs { get; set; } = 500;

    /// <summary>Processor threads of one model run; 0 takes half of the server's.</summary>
    [Setting("STT_THREADS"), Range(0, 256)]
    public int Threads { get; set; }

    /// <summary>Utterances in one model run.</summary>
    [Setting("STT_MAX_BATCH"), Range(1, 256)]
    public int MaxBatch { get; set; } = 16;

    /// <summary>New audio between two partials while the machine has time; stretches under load.</summary>
    [Setting("STT_PARTIAL_MS"), Range(50, 10_000)]
    public int PartialMs { get; set; } = 300;

    /// <summary>A partial that waited longer than this is dropped: a newer one says more.</summary>
    [Setting("STT_PARTIAL_MAX_AGE_MS"), Range(50, 60_000)]
    public int PartialMaxAgeMs { get; set; } = 1500;

    /// <summary>Silence that ends an utterance.</summary>
    [Setting("STT_ENDPOINTING_MS"), Range(64, 10_000)]
    public int EndpointingMs { get; set; } = 250;

    /// <summary>Probability from which a window counts as speech.</summary>
    [Setting("STT_VAD_THRESHOLD"), Range(0.05, 0.95)]
    public double VadThreshold { get; set; } = 0.5;

    /// <summary>Shorter bursts are not speech.</summary>
    [Setting("STT_MIN_SPEECH_MS"), Range(32, 2000)]
    public int MinSpeechMs { get; set; } = 96;

    /// <summary>Audio kept before the first speech window, so that no first syllable is lost.</summary>
    [Setting("STT_PAD_BEFORE_MS"), Range(0, 2000)]
    public int PadBeforeMs { get; set; } = 320;

    /// <summary>Audio kept after the last speech window.</summary>
    [Setting("STT_PAD_AFTER_MS"), Range(0, 2000)]
    public int PadAfterMs { get; set; } = 128;

    /// <summary>Longest utterance; longer speech is cut at its quietest place.</summary>
    [Setting("STT_MAX_UTTERANCE_SECONDS"), Range(2, 60)]
    public double MaxUtteranceSeconds { get; set; } = 20;

    /// <summary>An utterance also ends when no audio at all came for this long (callers that send nothing while silent); 0 never.</summary>
    [Setting("STT_STALL_MS"), Range(0, 60_000)]
    public int StallMs { get; set; } = 1500;

    /// <summary>Utterances that are less sure than this give no text; 0 keeps all.</summary>
    [Setting("STT_MIN_CONFIDENCE"), Range(0, 1)]
    public double MinConfidence { get; set; }

    /// <summary>An emotion that is less sure than this is told as unknown; 0 tells the likeliest.</summary>
    [Setting("STT_MIN_EMOTION_CONFIDENCE"), Range(0, 1)]
    public double MinEmotionConfidence { get; set; }

    /// <summary>A language that is less sure than this is told as unknown; 0 tells the likeliest.</summary>
    [Setting("STT_MIN_LANGUAGE_CONFIDENCE"), Range(0, 1)]
    public double MinLanguageConfidence { get; set; }

    /// <summary>Longest recording: a few bytes of a compressed one can stand for days.</summary>
    [Setting("STT_MAX_RECORDING_SECONDS"), Range(1, 604_800)]
    public int MaxRecordingSeconds { get; set; } = 14_400;

    /// <summary>A meeting's transcript is forgotten when nothing was said for so long.</summary>
    [Setting("STT_MEETING_HOURS"), Range(0.01, 8760)]
    public double MeetingHours { get; set; } = 24;

    /// <summary>Meetings that are kept; a new one takes the place of the one that was not used for the longest time.</summary>
    [Setting("STT_MAX_MEETINGS"), Range(1, 1_000_000)]
    public int MaxMeetings { get; set; } = 1000;

    /// <summary>
    /// File with words that correct=true may put in the place of unsure ones, one a line, the likelier first; empty for none.
    /// </summary>
    [Setting("STT_VOCABULARY")]
    public string Vocabulary { get; set; } = "";

    /// <summary>
    /// Phrases that are written otherwise than they are heard, from=to separated by commas; a caller's own come before them. Empty for
    /// none.
    /// </summary>
    [Setting("STT_REPLACE")]
    public string Replace { get; set; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        string? mistake = null;
        try
        {
            PhraseRules.Parse(Replace);
        }
        catch (StreamException wrong)
        {
            mistake = $"STT_REPLACE: {wrong.Message}";
        }

        return mistake is null ? [] : [new ValidationResult(mistake)];
    }
}
