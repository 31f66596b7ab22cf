namespace StreamServer.Endpoints.Web;

/// <param name="Name">As in the manifest.</param>
/// <param name="Languages">Codes; empty when none are named.</param>
/// <param name="Notice">What it is not good at.</param>
/// <param name="Bundled">It comes with the server and is small.</param>
internal sealed record WebModel(string Name, IReadOnlyList<string> Languages, string? Notice, bool Bundled);
