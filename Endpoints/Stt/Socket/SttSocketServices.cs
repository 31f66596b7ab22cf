using StreamServer.Endpoints.Access;
using StreamServer.Endpoints.Edge;
using StreamServer.Inference.Stt;
using StreamServer.Inference.Stt.Meetings;
using StreamServer.Inference.Stt.Settings;

namespace StreamServer.Endpoints.Stt.Socket;

/// <summary>What every speech to text connection shares.</summary>
internal sealed record SttSocketServices(
    SpeechToText Speech,
    SttParameters Parameters,
    SttOptions Options,
    SttWireOptions Wire,
    MeetingTranscripts Meetings,
    LiveStreams Streams,
    CallDesk Desk,
    TimeProvider Time,
    ILogger<SttSocket> Log);
