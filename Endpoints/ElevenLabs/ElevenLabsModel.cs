namespace StreamServer.Endpoints.ElevenLabs;

/// <summary>One model.</summary>
internal sealed record ElevenLabsModel(
    string ModelId,
    string Name,
    bool CanDoTextToSpeech,
    bool CanDoVoiceConversion,
    bool CanBeFinetuned,
    string? Description,
    int MaximumTextLengthPerRequest,
    IReadOnlyList<ElevenLabsLanguage> Languages);
