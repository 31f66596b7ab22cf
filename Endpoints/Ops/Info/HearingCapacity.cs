namespace StreamServer.Endpoints.Ops.Info;

/// <param name="Live">Callers now, sockets and recordings.</param>
/// <param name="Capacity">Callers at the same time.</param>
/// <param name="OfOneCaller">Of these, of one caller.</param>
/// <param name="LagMs">How far behind the audio the server is.</param>
internal sealed record HearingCapacity(long Live, long Capacity, long OfOneCaller, double LagMs);
