namespace StreamServer.Inference.Tts.Voices;

/// <summary>The JSON document of <see cref="SpeakerGlobalsFile"/>.</summary>
internal sealed record SpeakerGlobalsDocument
{
    /// <summary>Fingerprint of the model's files.</summary>
    public required string Model { get; init; }

    /// <summary><see cref="VoiceAudition.Method"/>.</summary>
    public required int Method { get; init; }

    /// <summary>By internal name in lower case.</summary>
    public required SortedDictionary<string, KeptSpeaker> Voices { get; init; }
}
