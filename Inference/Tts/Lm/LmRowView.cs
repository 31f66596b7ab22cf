namespace StreamServer.Inference.Tts.Lm;

/// <summary>What the scheduler sees of one request.</summary>
/// <param name="Phase">Where it stands.</param>
/// <param name="SecondsAhead">Seconds until its client runs dry; of one that does not play yet, minus those that he has waited.</param>
/// <param name="Unread">Tokens made that the client's side has not taken.</param>
/// <param name="PromptLeft">Prompt tokens still to be run.</param>
/// <param name="WasPaused">Was left out of the last round.</param>
/// <param name="OwnerSlots">Slots that its owner holds.</param>
internal readonly record struct LmRowView(
    RowPhase Phase, double SecondsAhead, int Unread, int PromptLeft, bool WasPaused, int OwnerSlots = 0)
{
    /// <summary>Its client plays already, from an earlier chunk or before it gave its slot back.</summary>
    public bool IsPlaying { get; init; }

    /// <summary>When its owner was last given a slot, in the order of slots; 0 for never.</summary>
    public long OwnerServed { get; init; }

    /// <summary>Seconds since it last made a token.</summary>
    public double PausedFor { get; init; }

    /// <summary>It gave its slot back, and its client holds enough for now.</summary>
    public bool IsResting { get; init; }
}
