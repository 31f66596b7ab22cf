using StreamServer.Inference.Stt.Sessions;

namespace StreamServer.Endpoints.Deepgram;

/// <summary>No word came for as long as the client asked.</summary>
/// <param name="Channel">Where the last word was heard.</param>
/// <param name="LastWordEnd">Seconds.</param>
internal sealed record UtteranceEnd(int Channel, double LastWordEnd) : SttEvent;
