namespace StreamServer.Endpoints.Admin;

/// <param name="Keys">The newest first.</param>
/// <param name="Next">For <c>after</c> of the next page; absent on the last.</param>
internal sealed record KeyList(IReadOnlyList<KeyInfo> Keys, string? Next);
