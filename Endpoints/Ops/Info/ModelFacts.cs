namespace StreamServer.Endpoints.Ops.Info;

/// <summary>A model that this server has opened.</summary>
/// <param name="Name">In the manifest.</param>
/// <param name="Role">What it does.</param>
/// <param name="Kind">Which loader reads it.</param>
/// <param name="Licence">Under which it is given away.</param>
/// <param name="Source">Who made it, and from what.</param>
/// <param name="Languages">Codes.</param>
/// <param name="SampleRate">Hz of the audio that goes in or comes out.</param>
/// <param name="Sha256">Of its files, by what the loader calls them; of those that have one in the manifest.</param>
internal sealed record ModelFacts(
    string Name,
    string Role,
    string Kind,
    string Licence,
    string Source,
    IReadOnlyList<string> Languages,
    int SampleRate,
    IReadOnlyDictionary<string, string> Sha256);
