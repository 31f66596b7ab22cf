using StreamServer.Inference.Tts.Prompt;

namespace StreamServer.Inference.Tts.Cloning;

/// <summary>
/// Adds voices that are made from recordings, and removes them. Only the 32 tokens are kept, never a recording. Thread-safe.
/// </summary>
internal sealed partial class VoiceCloning : IDisposable
{
    public const double LeastSeconds = 3;
    public const double MostSeconds = 30;

    private readonly SpeakerEncoder? _encoder;
    private readonly string? _reason;
    private readonly VoiceCatalog _voices;
    private readonly VoiceFolder _folder;
    private readonly TimeProvider _time;

    // Guards folder and catalogue: they say the same.
    private readonly Lock _gate = new();

    /// <param name="encoder">Owned from now on; null when voices cannot be cloned.</param>
    /// <param name="reason">Why there is no encoder.</param>
    /// <param name="voices">Receives what the folder holds.</param>
    /// <param name="folder">Where voices are kept.</param>
    /// <param name="time">Clock.</param>
    /// <param name="log">Events 34xx.</param>
    public VoiceCloning(SpeakerEncoder? encoder, string? reason, VoiceCatalog voices, VoiceFolder folder, TimeProvider time, ILogger<VoiceCloning> log)
    {
        (_encoder, _reason, _voices, _folder, _time) = (encoder, reason, voices, folder, time);
        foreach (ClonedVoice voice in folder.ReadAll())
        {
            try
            {
                voices.Add(VoiceOf(voice));
            }
            catch (StreamException exception)
            {
                LogNotAdded(log, exception.Message);
            }
        }
    }

    /// <exception cref="StreamException"><see cref="StreamError.NotSupported"/> with the reason when voices cannot be cloned
    /// here.</exception>
    public void ThrowIfUnavailable()
    {
        if (_encoder is null)
        {
            throw new StreamException(StreamError.NotSupported, $"Voices cannot be cloned here: {_reason}");
        }
    }

    /// <exception cref="StreamException"><see cref="StreamError.ClientConflict"/>: another voice has that name.</exception>
    public void ThrowIfTaken(string name) => _voices.ThrowIfTaken(name);

    /// <summary>The voice of a recording; from now on every route knows it.</summary>
    /// <param name="name">Valid by <see cref="VoiceName"/>.</param>
    /// <param name="samples">16 kHz mono, <see cref="LeastSeconds"/> to <see cref="MostSeconds"/>.</param>
    /// <param name="cancellation">The caller is gone.</param>
    /// <exception cref="StreamException">Not available, the name is taken, the encoder failed, or the voice cannot be kept.</exception>
    public async Task<Voice> AddAsync(string name, ReadOnlyMemory<float> samples, CancellationToken cancellation)
    {
        ThrowIfUnavailable();
        ThrowIfTaken(name);
        ClonedVoice cloned = new(name, _time.GetUtcNow(), await _encoder!.EncodeAsync(samples, cancellation));
        Voice voice = VoiceOf(cloned);
        lock (_gate)
        {
            ThrowIfTaken(name);
            _folder.Write(cloned);
            _voices.Add(voice);
        }

        return voice;
    }

    /// <exception cref="StreamException"><see cref="StreamError.NotFound"/>, or <see cref="StreamError.ClientConflict"/> for a voice of
    /// the model.</exception>
    public void Remove(string name)
    {
        lock (_gate)
        {
            Voice voice = _voices.GetCloned(name);
            _folder.Delete(voice.Name);
            _voices.Remove(voice);
        }
    }

    public void Dispose() => _encoder?.Dispose();

    private static Voice VoiceOf(ClonedVoice voice) => new(voice.Name, voice.Name, "", voice.Globals, "A cloned voice.", IsCloned: true);

    [LoggerMessage(3402, LogLevel.Warning, "A cloned voice is left out: {Reason}", EventName = "VoiceNotAdded")]
    private static partial void LogNotAdded(ILogger log, string reason);
}
