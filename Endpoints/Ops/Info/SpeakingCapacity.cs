namespace StreamServer.Endpoints.Ops.Info;

/// <param name="SlotsUsed">Sentences that are being spoken.</param>
/// <param name="Slots">Sentences that can be spoken at the same time.</param>
/// <param name="Waiting">Sentences that wait for a slot.</param>
/// <param name="Queue">Sentences that may wait.</param>
/// <param name="Sockets">Sockets at the same time.</param>
internal sealed record SpeakingCapacity(int SlotsUsed, int Slots, int Waiting, int Queue, int Sockets);
