using StreamServer.Inference.Stt.Sessions;

namespace StreamServer.Endpoints.Vosk;

/// <summary>The answer to one message of audio is due: what it is, is seen when it is written.</summary>
internal sealed record VoskReply : SttEvent;
