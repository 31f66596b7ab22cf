using StreamServer.Auth.Calls;
using StreamServer.Inference;

namespace StreamServer.Endpoints.Access;

/// <summary>What holds for one call: who pays for it, and what he may still use.</summary>
/// <param name="Caller">Who pays.</param>
/// <param name="Metering">What the call is measured with.</param>
/// <param name="RequestId">What the client knows the call by.</param>
/// <param name="Quotas">Where his limits stand; null where there are none.</param>
internal sealed record CallTerms(CallerIdentity Caller, Metering Metering, string RequestId, IReadOnlyList<LimitInfo>? Quotas)
{
    public SpeechMeter MeasureSpeech(string model) => Metering.Speech(Caller, model, RequestId);

    public HearingMeter MeasureHearing(string model) => Metering.Hearing(Caller, model, RequestId);

    /// <summary>Ends a stream when the key that opened it is revoked or expires; dispose the answer, if any, when it is over.</summary>
    public IDisposable? Watch(Action<StreamException> end) => Metering.Watch(Caller, end);
}
