using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Endpoints.Stt.Transcriptions;

/// <summary>What is shown at once: a few seconds of one utterance.</summary>
/// <param name="Start">Seconds.</param>
/// <param name="End">Seconds.</param>
/// <param name="Lines">One or two.</param>
/// <param name="Confidence">Mean of its words.</param>
/// <param name="Utterance">What it is a part of.</param>
internal sealed record Cue(double Start, double End, IReadOnlyList<string> Lines, float Confidence, SttText Utterance)
{
    /// <summary>In one line.</summary>
    public string Text => string.Join(' ', Lines);
}
