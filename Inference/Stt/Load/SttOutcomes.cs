namespace StreamServer.Inference.Stt.Load;

internal static class SttOutcomes
{
    /// <summary>Values of the label, in the order of the enumeration.</summary>
    public static string[] Names { get; } = [.. Enum.GetNames<SttOutcome>().Select(name => name.ToLowerInvariant())];

    /// <param name="cause">Why it ended; null by the client's wish.</param>
    public static SttOutcome Of(StreamException? cause) => cause?.Error switch
    {
        null => SttOutcome.Done,
        StreamError.ServerBusy => SttOutcome.Shed,
        StreamError.ServerStopping => SttOutcome.Stopping,
        StreamError.ClientLimit or StreamError.ClientKeyEnded => SttOutcome.Terms,
        StreamError.ClientClosed => SttOutcome.Gone,
        StreamError.ModelFailed or StreamError.ServerNotReady or StreamError.Internal or StreamError.StoreUnavailable
            or StreamError.ServerStorageFull => SttOutcome.Failed,
        _ => SttOutcome.Client,
    };
}
