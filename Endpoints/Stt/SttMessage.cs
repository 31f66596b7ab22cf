namespace StreamServer.Endpoints.Stt;

/// <summary>What a client asks in a text message.</summary>
internal abstract record SttMessage
{
    /// <summary>Audio that came as text.</summary>
    /// <param name="Bytes">In the protocol's encoding.</param>
    /// <param name="ThenFinal">A final is wanted after it.</param>
    internal sealed record Audio(byte[] Bytes, bool ThenFinal) : SttMessage;

    internal sealed record Final : SttMessage;

    internal sealed record Reset : SttMessage;

    internal sealed record KeepAlive : SttMessage;

    internal sealed record Close : SttMessage;

    internal sealed record Marker(string Id) : SttMessage;

    /// <summary>The next sample of audio was captured at that time.</summary>
    internal sealed record Timestamp(DateTimeOffset CapturedAt) : SttMessage;

    internal sealed record Gap(TimeSpan Length) : SttMessage;

    /// <param name="Members">Values by name, without the type.</param>
    internal sealed record Configure(IReadOnlyDictionary<string, string?> Members) : SttMessage;
}
