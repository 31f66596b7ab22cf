using StreamServer.Inference.Runtime.Manifest;

namespace StreamServer.Inference.Tts.Prompt;

/// <summary>The voices of the loaded model, found by friendly or internal name in any case. Thread-safe: replaced as a whole when a voice is added.</summary>
internal sealed class VoiceCatalog
{
    private readonly Lock _adding = new();
    private volatile IReadOnlyList<Voice> _voices;

    public VoiceCatalog(IEnumerable<SpeakerSpec> speakers) =>
        _voices = [.. speakers.Select(speaker => new Voice(speaker.Name, speaker.Friendly ?? speaker.Name, speaker.Tag, speaker.Globals, speaker.Description))];

    /// <summary>In the order of the manifest, cloned ones last; the first is the default.</summary>
    public IReadOnlyList<Voice> Voices => _voices;

    /// <param name="name">Friendly or internal; null or empty means the default voice.</param>
    /// <param name="member">The request's member that held it, for the error.</param>
    /// <exception cref="StreamException"><see cref="StreamError.ClientUnknownVoice"/> with the names there are.</exception>
    public Voice Get(string? name, string member = "speaker")
    {
        IReadOnlyList<Voice> voices = _voices;
        if (string.IsNullOrWhiteSpace(name))
        {
            return voices[0];
        }

        ReadOnlySpan<char> wanted = name.AsSpan().Trim();
        foreach (Voice voice in voices)
        {
            if (wanted.Equals(voice.Friendly, StringComparison.OrdinalIgnoreCase) || wanted.Equals(voice.Name, StringComparison.OrdinalIgnoreCase))
            {
                return voice;
            }
        }

        throw new StreamException(
            StreamError.ClientUnknownVoice,
            $"There is no speaker of that name. Known: {string.Join(", ", voices.Select(voice => voice.Friendly))}.",
            member);
    }

    /// <summary>Adds a voice, or replaces the cloned one of that name.</summary>
    /// <exception cref="StreamException">The name belongs to a voice of the model.</exception>
    public void Add(Voice voice)
    {
        lock (_adding)
        {
            if (_voices.Any(known => !known.IsCloned && SharesName(known, voice)))
            {
                throw new StreamException(StreamError.ClientBadRequest, $"The name '{voice.Name}' belongs to a voice of the model.", "name");
            }

            _voices = [.. _voices.Where(known => !SharesName(known, voice)), voice];
        }
    }

    private static bool SharesName(Voice one, Voice other) =>
        new[] { one.Name, one.Friendly }.Any(name =>
            name.Equals(other.Name, StringComparison.OrdinalIgnoreCase) || name.Equals(other.Friendly, StringComparison.OrdinalIgnoreCase));
}
