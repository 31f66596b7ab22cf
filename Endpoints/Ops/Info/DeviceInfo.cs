namespace StreamServer.Endpoints.Ops.Info;

/// <param name="Name"><c>cuda</c> or <c>cpu</c>.</param>
/// <param name="Reason">Why: a silent fall-back to the processor is the commonest failure of such servers.</param>
internal sealed record DeviceInfo(string Name, string Reason);
