using StreamServer.Inference;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Audio.Encoders;
using StreamServer.Inference.Tts;
using StreamServer.Inference.Tts.Post;
using StreamServer.Inference.Tts.Post.Bandwidth;

namespace StreamServer.Endpoints.Tts;

/// <summary>A checked request: what to say and how to send it.</summary>
/// <param name="Speech">What to say.</param>
/// <param name="IsStreamed">Sent while it is being made.</param>
/// <param name="Format">Container and encoding.</param>
/// <param name="SampleRate">Hz of the response.</param>
/// <param name="BitRate">bit/s; null leaves it to the format.</param>
/// <param name="Volume">Factor.</param>
/// <param name="Channels">1, or 2 that carry the same.</param>
internal sealed record SpeechOrder(
    SpeechRequest Speech, bool IsStreamed, AudioFormat Format, int SampleRate, int? BitRate, double Volume, int Channels = 1)
{
    /// <summary>Entity tag of an answer that may be kept, being the same whenever it is asked for; null keeps it from being kept.</summary>
    public string? Tag { get; init; }

    /// <summary>The times of the words are wanted too.</summary>
    public bool IsTimed { get; init; }

    public const double MinSpeed = TimeStretch.SlowestSpeed;
    public const double MaxSpeed = TimeStretch.FastestSpeed;

    /// <summary>Samples of the codec that are played in a second.</summary>
    public double PlayedRate(int codecRate) => codecRate * Speech.Speed;

    /// <summary>From the codec's samples to the bytes of the response.</summary>
    /// <exception cref="StreamException">The format does not go with the rate or the bit rate.</exception>
    public AudioOutput OpenOutput(SpeechModels models) => new(
        models.SampleRate,
        AudioEncoders.Create(Format, SampleRate, BitRate, Channels),
        Volume,
        Speech.Speed,
        Extends(models) ? new BandwidthExtender(models.Bandwidth!) : null);

    /// <summary>
    /// What makes the samples of a rate above the codec's: the name of a model, or <c>polyphase</c>; null at other rates.
    /// </summary>
    public string? SuperResolution(SpeechModels models) =>
        Extends(models) ? models.Bandwidth!.Name : SampleRate > models.SampleRate ? "polyphase" : null;

    private bool Extends(SpeechModels models) => models.Bandwidth is not null && SampleRate == BandwidthExtender.SampleRate;
}
