using System.ComponentModel.DataAnnotations;
using StreamServer.Inference.Runtime.Settings;
using StreamServer.Models.Manifest;

namespace StreamServer.Inference.Tts;

/// <summary>Settings of text to speech.</summary>
internal sealed class TtsOptions
{
    /// <summary>Name of the language model in the manifest; it names its codec.</summary>
    [Setting("TTS_MODEL"), Chooses(ModelRole.TtsLm)]
    public string Model { get; set; } = "tiny-spark-tts";

    /// <summary>Name of the model in the manifest that fills the upper band of 48 kHz; empty for none.</summary>
    [Setting("TTS_SUPER_RESOLUTION_MODEL"), Chooses(ModelRole.SuperResolution)]
    public string SuperResolutionModel { get; set; } = "";

    /// <summary>
    /// Folder of cloned voices, and of speaker tokens that cannot be kept beside their model; empty for <c>voices</c> in the models'
    /// folder.
    /// </summary>
    [Setting("TTS_VOICES_DIR")]
    public string VoicesDir { get; set; } = "";

    /// <summary>Sentences that the language model speaks at the same time. A slot costs its key-value cache.</summary>
    [Setting("TTS_SLOTS"), Range(1, 256)]
    public int Slots { get; set; } = 16;

    /// <summary>Sentences that may wait for a slot before requests are refused with 503; of one caller three quarters of them.</summary>
    [Setting("TTS_MAX_QUEUE"), Range(0, 4096)]
    public int MaxQueue { get; set; } = 128;

    /// <summary>Tokens that one slot holds, prompt and answer together; the model's own limit when that is lower.</summary>
    [Setting("TTS_MAX_CONTEXT"), Range(256, 32768)]
    public int MaxContext { get; set; } = 2048;

    /// <summary>Processor threads of the language model; 0 means one less than there are, at least one.</summary>
    [Setting("TTS_THREADS"), Range(0, 256)]
    public int Threads { get; set; }

    /// <summary>Processor threads of the codec; 0 means as for the language model.</summary>
    [Setting("TTS_CODEC_THREADS"), Range(0, 256)]
    public int CodecThreads { get; set; }

    /// <summary>Windows of different callers that the codec decodes in one run.</summary>
    [Setting("TTS_CODEC_BATCH"), Range(1, 64)]
    public int CodecBatch { get; set; } = 8;

    /// <summary>Characters of one request's text.</summary>
    [Setting("TTS_MAX_TEXT"), Range(1, 1_000_000)]
    public int MaxText { get; set; } = 10_000;

    /// <summary>Seconds of audio that are made ahead of a client that does not read.</summary>
    [Setting("TTS_MAX_UNREAD_SECONDS"), Range(5, 600)]
    public double MaxUnreadSeconds { get; set; } = 12;

    /// <summary>A client that holds this many seconds of audio gives way to those that hold less than half of that.</summary>
    [Setting("TTS_FAR_AHEAD_SECONDS"), Range(0.5, 600)]
    public double FarAheadSeconds { get; set; } = 1.5;

    /// <summary>
    /// Prompt tokens that one round runs beside the decode step: more start a sentence earlier, fewer disturb the others less.
    /// </summary>
    [Setting("TTS_PREFILL_CHUNK"), Range(8, 2048)]
    public int PrefillChunk { get; set; } = 64;

    /// <summary>Seconds to the first audio that the scheduler aims at when it weighs a new sentence against running ones.</summary>
    [Setting("TTS_FIRST_AUDIO_TARGET_SECONDS"), Range(0.01, 60)]
    public double FirstAudioTargetSeconds { get; set; } = 0.5;

    /// <summary>
    /// Requests whose first audio is predicted later than this many seconds are refused with 503 and when to come back; 0 refuses none.
    /// </summary>
    [Setting("TTS_MAX_FIRST_AUDIO_SECONDS"), Range(0, 600)]
    public double MaxFirstAudioSeconds { get; set; } = 10;
}
