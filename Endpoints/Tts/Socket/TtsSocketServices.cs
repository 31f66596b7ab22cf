using StreamServer.Endpoints.Access;
using StreamServer.Endpoints.Tts.Timing;
using StreamServer.Inference.Tts;

namespace StreamServer.Endpoints.Tts.Socket;

/// <summary>What all sockets share.</summary>
internal sealed record TtsSocketServices(
    TtsOptions Options,
    TtsWireOptions Wire,
    TtsMetrics Metrics,
    ChunkListener Listener,
    CallDesk Desk,
    TimeProvider Time,
    ILogger<TtsSocket> Log);
