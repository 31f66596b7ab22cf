using StreamServer.Normalization.Text;

namespace StreamServer.Inference.Tts.Prompt;

/// <summary>Who speaks. Immutable.</summary>
/// <param name="Name">Internal name, unique whatever its case.</param>
/// <param name="Friendly">The name that users see.</param>
/// <param name="Tag">What <c>{tag}</c> becomes; empty for a cloned voice.</param>
/// <param name="Globals">32 global token numbers, null when they are not known yet.</param>
/// <param name="Description">What the voice really is.</param>
/// <param name="IsCloned">Made from a recording, not trained into the model.</param>
/// <param name="NumberLanguage">In which language it says numbers when a request does not say; null leaves it to the server.</param>
internal sealed record Voice(
    string Name, string Friendly, string Tag, IReadOnlyList<int>? Globals, string? Description, bool IsCloned = false, NumberLanguage? NumberLanguage = null);
