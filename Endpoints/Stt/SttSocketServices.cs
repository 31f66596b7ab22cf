using StreamServer.Inference.Stt;

namespace StreamServer.Endpoints.Stt;

/// <summary>What every speech to text connection shares.</summary>
internal sealed record SttSocketServices(
    SpeechToText Speech, SttParameters Parameters, SttOptions Options, TimeProvider Time, ILogger<SttSocket> Log);
