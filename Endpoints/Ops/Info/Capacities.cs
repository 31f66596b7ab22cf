namespace StreamServer.Endpoints.Ops.Info;

/// <param name="Stt">Of speech to text.</param>
/// <param name="Tts">Of text to speech; null while it is not there.</param>
internal sealed record Capacities(HearingCapacity Stt, SpeakingCapacity? Tts);
