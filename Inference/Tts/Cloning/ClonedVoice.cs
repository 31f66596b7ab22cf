namespace StreamServer.Inference.Tts.Cloning;

/// <summary>All that is kept of a cloned voice, as it is on disk.</summary>
/// <param name="Name">As its owner wrote it.</param>
/// <param name="Created">When consent was given.</param>
/// <param name="Globals">32 global token numbers of the codec whose folder it is in.</param>
internal sealed record ClonedVoice(string Name, DateTimeOffset Created, IReadOnlyList<int> Globals);
