namespace StreamServer.Inference.Stt.Models;

/// <summary>What the scheduler and clients must know of an engine.</summary>
/// <param name="Model">Name in the manifest.</param>
/// <param name="Languages">Languages that a client may force; empty when the model takes none.</param>
/// <param name="Incremental">
/// The cost of a job is what was added since the last one of its utterance (a streaming model), so batches need not hold
/// equal lengths.
/// </param>
internal sealed record SttModelInfo(string Model, IReadOnlyList<string> Languages, bool Incremental = false);
