namespace StreamServer.Endpoints.Admin;

/// <param name="Deleted">How many sentences.</param>
internal sealed record DeletedAnswer(long Deleted);
