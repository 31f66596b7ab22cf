using StreamServer.Models.Manifest;
using StreamServer.Normalization.Text;

namespace StreamServer.Inference.Tts.Prompt;

/// <summary>
/// The voices of the loaded model, found by friendly or internal name in any case. Thread-safe: replaced as a whole when it changes.
/// </summary>
internal sealed class VoiceCatalog
{
    private readonly Lock _adding = new();
    private volatile IReadOnlyList<Voice> _voices;

    public VoiceCatalog(IEnumerable<SpeakerSpec> speakers) =>
        _voices = [.. speakers.Select(VoiceOf)];

    /// <summary>In the order of the manifest, cloned ones last; the first is the default.</summary>
    public IReadOnlyList<Voice> Voices => _voices;

    /// <summary>Friendly names in that order, for an error.</summary>
    public string Names => string.Join(", ", _voices.Select(voice => voice.Friendly));

    /// <param name="name">Friendly or internal; null or empty means the default voice.</param>
    /// <returns>Null when there is none of that name.</returns>
    public Voice? Find(string? name)
    {
        IReadOnlyList<Voice> voices = _voices;
        return string.IsNullOrWhiteSpace(name) ? voices[0] : voices.FirstOrDefault(voice => IsCalled(voice, name.AsSpan().Trim()));
    }

    /// <param name="name">As <see cref="Find"/>.</param>
    /// <exception cref="StreamException"><see cref="StreamError.ClientUnknownVoice"/> with the names there are.</exception>
    public Voice Get(string? name) => Find(name)
        ?? throw new StreamException(StreamError.ClientUnknownVoice, $"There is no speaker of that name. Known: {Names}.", "speaker");

    /// <summary>Adds a voice at the end.</summary>
    /// <exception cref="StreamException"><see cref="StreamError.ClientConflict"/>: another has that name.</exception>
    public void Add(Voice voice)
    {
        lock (_adding)
        {
            ThrowIfTaken(voice.Name);
            _voices = [.. _voices, voice];
        }
    }

    /// <exception cref="StreamException"><see cref="StreamError.ClientConflict"/>: a voice has that name, friendly or internal.</exception>
    public void ThrowIfTaken(string name)
    {
        if (_voices.FirstOrDefault(known => IsCalled(known, name)) is { } taken)
        {
            throw new StreamException(
                StreamError.ClientConflict, taken.IsCloned ? $"The name '{taken.Name}' belongs to another cloned voice; remove that first." : $"The name '{name}' belongs to a voice of the model.", "name");
        }
    }

    /// <summary>The cloned voice of that name.</summary>
    /// <exception cref="StreamException"><see cref="StreamError.NotFound"/>, or <see cref="StreamError.ClientConflict"/> for a voice of
    /// the model.</exception>
    public Voice GetCloned(string name) => _voices.FirstOrDefault(known => IsCalled(known, name)) switch
    {
        null => throw new StreamException(StreamError.NotFound, "There is no voice of that name.", "name"),
        { IsCloned: false } => throw new StreamException(StreamError.ClientConflict, $"'{name}' is a voice of the model and cannot be removed.", "name"),
        { } voice => voice,
    };

    public void Remove(Voice voice)
    {
        lock (_adding)
        {
            _voices = [.. _voices.Where(known => known != voice)];
        }
    }

    private static Voice VoiceOf(SpeakerSpec speaker) => new(
        speaker.Name,
        speaker.Friendly ?? speaker.Name,
        speaker.Tag,
        speaker.Globals,
        speaker.Description,
        NumberLanguage: Enum.TryParse(speaker.NumberLanguage, ignoreCase: true, out NumberLanguage numbers) ? numbers : null);

    private static bool IsCalled(Voice voice, ReadOnlySpan<char> name) =>
        name.Equals(voice.Name, StringComparison.OrdinalIgnoreCase) || name.Equals(voice.Friendly, StringComparison.OrdinalIgnoreCase);
}
