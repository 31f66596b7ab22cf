using StreamServer.Endpoints.Edge;
using StreamServer.Inference;
using StreamServer.Inference.Tts;

namespace StreamServer.Endpoints.Tts;

internal static class SpeechEnds
{
    /// <summary>A request that could not be spoken, or for which there was no room, is not our failure.</summary>
    public static SpeechEnd Of(StreamException failure) =>
        Errors.Of(failure.Error).Status is < 500 or 503 ? SpeechEnd.Refused : SpeechEnd.Failed;
}
