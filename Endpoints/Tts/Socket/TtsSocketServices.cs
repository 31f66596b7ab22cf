using StreamServer.Inference.Tts;

namespace StreamServer.Endpoints.Tts.Socket;

/// <summary>What all sockets share.</summary>
internal sealed record TtsSocketServices(
    TtsPipeline Pipeline,
    TtsPart Part,
    TtsOptions Options,
    TtsWireOptions Wire,
    TtsMetrics Metrics,
    TimeProvider Time,
    ILogger<TtsSocket> Log);
