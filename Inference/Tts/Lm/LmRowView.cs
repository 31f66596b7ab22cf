namespace StreamServer.Inference.Tts.Lm;

/// <summary>What the scheduler sees of one request.</summary>
/// <param name="Phase">Where it stands.</param>
/// <param name="SecondsAhead">Seconds until the client runs dry; negative: waits for us.</param>
/// <param name="Unread">Tokens made that the client's side has not taken.</param>
/// <param name="PromptLeft">Prompt tokens still to be run.</param>
/// <param name="WasPaused">Was left out of the last round.</param>
/// <param name="OwnerSlots">Slots that its owner holds.</param>
internal readonly record struct LmRowView(RowPhase Phase, double SecondsAhead, int Unread, int PromptLeft, bool WasPaused, int OwnerSlots = 0);
