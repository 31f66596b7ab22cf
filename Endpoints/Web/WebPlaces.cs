namespace StreamServer.Endpoints.Web;

/// <param name="Used">Places taken.</param>
/// <param name="Most">Places in all.</param>
/// <param name="Waiting">Who waits for one.</param>
internal sealed record WebPlaces(int Used, int Most, int Waiting);
