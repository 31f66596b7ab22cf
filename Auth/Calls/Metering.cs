using StreamServer.Auth.Keys;
using StreamServer.Inference;

namespace StreamServer.Auth.Calls;

/// <summary>What a call is measured with. Where no key is looked at nothing is counted, and the meters do nothing.</summary>
internal sealed class Metering(UsageAccounting? accounting, KeyWatch? watch)
{
    public SpeechMeter Speech(CallerIdentity caller, string model, string requestId) => new(accounting, caller, model, requestId);

    public HearingMeter Hearing(CallerIdentity caller, string model, string requestId) => new(accounting, caller, model, requestId);

    /// <summary>Ends a stream when its key is revoked or expires; dispose the answer, if any, when the stream is over.</summary>
    public IDisposable? Watch(CallerIdentity caller, Action<StreamException> end) =>
        caller.Key is null ? null : watch?.Watch(caller.Hash, end);
}
