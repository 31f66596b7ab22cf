namespace StreamServer.Endpoints.Web;

/// <param name="Name">As in the manifest.</param>
/// <param name="Languages">Codes.</param>
/// <param name="Licence">Of its weights.</param>
/// <param name="Bytes">To download.</param>
/// <param name="Command">For a shell in the server's folder.</param>
internal sealed record WebFetch(string Name, IReadOnlyList<string> Languages, string Licence, long Bytes, string Command);
