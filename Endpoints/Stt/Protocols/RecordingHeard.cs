using StreamServer.Inference.Stt.Sessions;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Endpoints.Stt.Protocols;

/// <summary>A recording that came as one message has been heard.</summary>
/// <param name="Texts">Its utterances.</param>
/// <param name="LatencyMs">From its arrival.</param>
internal sealed record RecordingHeard(IReadOnlyList<SttText> Texts, double LatencyMs) : SttEvent;
